#!/usr/bin/env bash
# The core decides and nothing else: includes point down the layers only, and nothing below
# src/browser knows a browser, a clock, a thread, a global random source or a console, or throws.
set -euo pipefail
cd "$(dirname "$0")/.."

# From the ground up. Those of one floor do not know of each other.
floors=("base" "manager signal" "machine config" "negotiation" "whip socket" "session" "recovery"
  "recording" "browser")
fault=0
complain() {
  printf '%s\n' "$1" >&2
  fault=1
}

for level in "${!floors[@]}"; do
  for room in ${floors[level]}; do
    for other in ${floors[*]:level}; do
      [ "$other" != "$room" ] || continue
      found=$(grep -rn "#include \"$other/" "src/$room" || true)
      [ -z "$found" ] || complain "an include that does not point downwards: $found"
    done
  done
done
for room in src/*/; do
  case " ${floors[*]} " in
    *" $(basename "$room") "*) ;;
    *) complain "a room that is on no floor: $room" ;;
  esac
done

core=()
for room in ${floors[*]::${#floors[@]}-1}; do core+=("src/$room"); done
impure='#include <(emscripten|iostream|fstream|cstdio|stdio\.h|thread|mutex|future|random|ctime|time\.h)'
impure+='|\b(system_clock|steady_clock|high_resolution_clock)\b|\bstd::(rand|cout|cerr|async)\b'
impure+='|\bthrow\b|\bprintf\(|\bemscripten'
# Comments may name what the code may not.
found=$(grep -rnE "$impure" "${core[@]}" | grep -vE '^[^:]+:[0-9]+:\s*//' || true)
[ -z "$found" ] || complain "the core must stay pure: $found"

exit $fault
