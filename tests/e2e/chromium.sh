#!/bin/sh
# Chromium without the right to real-time priority. Started by root it gives that to its sound
# threads, and on a busy machine everything else, the cluster too, then stands still for seconds.
exec setpriv --bounding-set=-sys_nice "$SLUICE_CHROMIUM" "$@"
