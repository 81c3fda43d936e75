#!/usr/bin/env bash
# Whether the core does the same as at another commit: simulates the same seeds with both, and
# compares a hash of all inputs and effects of each. What keeps a refactoring honest.
# Usage: npm run same-traces [-- <commit> [<seeds>]]; HEAD and 10,000 by default
set -euo pipefail
cd "$(dirname "$0")/.."

other=$(git rev-parse --verify "${1:-HEAD}^{commit}")
export SLUICE_SIM_SEEDS=${2:-10000}
work=$(mktemp -d)
trap 'git worktree remove --force "$work/other" 2>/dev/null || true; rm -rf "$work"' EXIT

bash scripts/setup.sh native
git worktree add --quiet --detach "$work/other" "$other"
for tree in "$PWD" "$work/other"; do
  name=$([ "$tree" = "$PWD" ] && echo here || echo there)
  cmake -S "$tree" --preset native --log-level=WARNING >/dev/null
  cmake --build "$tree/build/native" --target sluice_sim
  SLUICE_SIM_HASHES=$work/$name "$tree/build/native/tests/sluice_sim" "*each call settles*,*brought back or given up*"
done

printf '%s seeds compared\n' "$(wc -l <"$work/here")"
if ! diff "$work/there" "$work/here" >"$work/diff"; then
  printf '%s differ; the first:\n' "$(grep -c '^>' "$work/diff")"
  head -n 4 "$work/diff"
  exit 1
fi
echo "The same."
