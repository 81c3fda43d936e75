#!/usr/bin/env bash
# A whole audience in virtual time (docs/storm.md). Usage: npm run storm -- [options]; --help names
# them.
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh native
cmake --preset storm --log-level=WARNING >/dev/null
cmake --build --preset storm --target sluice_storm >/dev/null
exec build/storm/tests/sluice_storm "$@"
