#!/bin/sh
# As chromium.sh does, the browser without windows.
SLUICE_CHROMIUM=$SLUICE_HEADLESS_SHELL exec "$(dirname "$0")/chromium.sh" "$@"
