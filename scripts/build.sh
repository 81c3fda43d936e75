#!/usr/bin/env bash
# Builds dist/ from the sources: the C++ core with Emscripten, then the npm package around it.
# Usage: npm run build [-- <output folder>]
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/toolchain.sh >/dev/null
[ -d node_modules ] || npm ci --ignore-scripts
cmake --preset wasm --log-level=WARNING
cmake --build --preset wasm
npx tsc -p web
node scripts/bundle.mjs "$@"
