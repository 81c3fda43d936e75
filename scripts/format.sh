#!/usr/bin/env bash
# Checks the formatting of all sources; with --write, mends it.
set -euo pipefail
cd "$(dirname "$0")/.."

cpp() { git ls-files --cached --others --exclude-standard -z -- 'src/*.[ch]pp' 'tests/*.[ch]pp' 'tools/*.cpp'; }

if [ "${1:-}" = --write ]; then
  cpp | xargs -0 clang-format -i
  npx prettier --write --log-level warn .
else
  cpp | xargs -0 clang-format --dry-run --Werror
  npx prettier --check --log-level warn .
fi
