#!/usr/bin/env bash
# npm test: installs what is missing, builds all of it and runs all the tests.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/beside.sh

step() { printf '\n== %s (after %d s)\n' "$*" "$SECONDS"; }
# A failed test of something that is still open keeps its process waiting for it.
within() { timeout --kill-after=10 "$@"; }

step "set-up"
bash scripts/setup.sh
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts
cluster=examples/cluster
for package in $cluster packages/react; do
  [ $package/node_modules/.package-lock.json -nt $package/package-lock.json ] ||
    npm ci --prefix $package --ignore-scripts
done

# Compiled while the others wait: for media, or for what dies or is silent.
core() {
  cmake --preset asan --log-level=WARNING >/dev/null
  cmake --build --preset asan
  ctest --preset asan
}
beside core bash -euo pipefail -c "$(declare -f core); core"

step "formatting and lint"
npm run --silent lint

step "the module and dist/"
npm run --silent build
npm run --silent size -- --brief

step "the built module's boundary, and what keeps clients"
within 120 node --test tests/wasm/*.test.mjs tests/web/*.test.mjs

step "the site"
within 300 node --test tests/site/*.test.mjs

step "the cluster"
within 300 node --test --test-concurrency=2 $cluster/test/*.test.js

step "end to end"
npx playwright test --config tests/e2e/playwright.config.mjs

step "the core and its tests, with the sanitizers"
await core
