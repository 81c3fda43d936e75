#!/usr/bin/env bash
# What a recorded session did and why, and whether the core still does the same.
# Usage: npm run replay -- [--all | --check | --renew] <file>... [--keep <name>]
#   --keep: puts it into tests/recordings, which the tests replay from then on
set -euo pipefail
cd "$(dirname "$0")/.."

arguments=()
keep=
while [ $# -gt 0 ]; do
  if [ "$1" = --keep ]; then
    keep=${2:?--keep needs a name}
    shift
  else
    arguments+=("$1")
  fi
  shift
done
if [ -n "$keep" ] && ! [[ $keep =~ ^[a-z0-9]+(-[a-z0-9]+)*$ ]]; then
  echo "a name is of small letters, digits and hyphens" >&2
  exit 2
fi

bash scripts/setup.sh native
cmake --preset native --log-level=WARNING >/dev/null
cmake --build --preset native --target sluice_replay >/dev/null
build/native/tools/sluice_replay "${arguments[@]}"
# What is not exact is no test of anything.
[ -z "$keep" ] || cp "${arguments[-1]}" "tests/recordings/$keep"
# The page that replays has copies of some.
for copy in examples/replay/sessions/*; do cp "tests/recordings/${copy##*/}" "$copy"; done
