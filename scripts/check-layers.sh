#!/usr/bin/env bash
# The core decides and nothing else: includes point down the layers only, and nothing below
# src/browser knows a browser, a clock, a thread, a global random source or a console, or throws.
set -euo pipefail
cd "$(dirname "$0")/.."

layers=(base manager signal session browser)
fault=0
complain() {
  printf '%s\n' "$1" >&2
  fault=1
}

for level in "${!layers[@]}"; do
  [ -d "src/${layers[level]}" ] || continue
  for above in "${layers[@]:level+1}"; do
    found=$(grep -rn "#include \"$above/" "src/${layers[level]}" || true)
    [ -z "$found" ] || complain "an include that points upwards: $found"
  done
done

core=()
for layer in "${layers[@]:0:4}"; do [ -d "src/$layer" ] && core+=("src/$layer"); done
impure='#include <(emscripten|iostream|fstream|cstdio|stdio\.h|thread|mutex|future|random|ctime|time\.h)'
impure+='|\b(system_clock|steady_clock|high_resolution_clock)\b|\bstd::(rand|cout|cerr|async)\b'
impure+='|\bthrow\b|\bprintf\(|\bemscripten'
# Comments may name what the code may not.
found=$(grep -rnE "$impure" "${core[@]}" | grep -vE '^[^:]+:[0-9]+:\s*//' || true)
[ -z "$found" ] || complain "the core must stay pure: $found"

exit $fault
