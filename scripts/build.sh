#!/usr/bin/env bash
# Builds dist/ from the sources: the C++ core with Emscripten, then the npm package around it. Without an
# output folder of its own packages/react/dist/ too.
# Usage: npm run build [-- <output folder>]
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/toolchain.sh >/dev/null
[ -d node_modules ] || npm ci --ignore-scripts
cmake --preset wasm --log-level=WARNING
cmake --build --preset wasm
npx tsc -p web
node scripts/bundle.mjs "$@"
[ $# = 0 ] || exit 0

react=packages/react
[ -d $react/node_modules ] || npm ci --prefix $react --ignore-scripts
node $react/build.mjs
