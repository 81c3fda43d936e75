#!/usr/bin/env bash
# Runs the simulation over many seeds. Usage: npm run sim [-- <seeds>]; one seed again:
# SLUICE_SIM_SEED=<seed> npm run sim
set -euo pipefail
cd "$(dirname "$0")/.."

bash scripts/setup.sh native
cmake --preset native --log-level=WARNING >/dev/null
cmake --build --preset native --target sluice_sim
SLUICE_SIM_SEEDS=${1:-100000} build/native/tests/sluice_sim
