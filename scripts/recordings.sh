#!/usr/bin/env bash
# Runs the browser tests with recording on, and replays all that they record in the native core and
# in the module: each must come to the same, step by step. Half an hour.
# Usage: bash scripts/recordings.sh [what `playwright test` takes]
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh
cmake --preset native --log-level=WARNING >/dev/null
cmake --build --preset native --target sluice_replay >/dev/null

folder=build/recordings
rm -rf "$folder"
SLUICE_RECORDINGS=$PWD/$folder npx playwright test --config tests/e2e/playwright.config.mjs "$@" ||
  echo 'Some tests failed: those of what is loaded when, as recording loads more, and perhaps others.'

replay() {
  find "$folder" -type f -print0 | xargs -0 -n 100 "$@" --check >"$folder.txt" || true
  awk -v by="$1" '{ inputs += $(NF - 1); if (/ exact,/) exact++ }
    END { print by ": " NR " sessions, " exact " exact, " inputs " inputs"; exit exact != NR || !NR }' \
    "$folder.txt" || { grep -v ' exact,' "$folder.txt"; return 1; }
}
replay build/native/tools/sluice_replay
replay node bin/sluice-replay.mjs
