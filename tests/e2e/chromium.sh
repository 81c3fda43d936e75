#!/bin/sh
# Chromium without the right to real-time priority. Started by root it gives that to its sound
# threads, and on a busy machine everything else, the cluster too, then stands still for seconds.
fair='setpriv --bounding-set=-sys_nice'
$fair true 2>/dev/null || fair=
exec $fair "$SLUICE_CHROMIUM" "$@"
