#!/bin/sh
# Builds the fuzz targets and runs each for some seconds, on a copy of its corpus.
# Usage: tests/fuzz/run.sh [seconds per target, 60 by default] [targets, all by default]
# SLUICE_FUZZ_BUILD names the build folder, build/fuzz by default. What the fuzzer learns stays in
# its corpus folder for the next run; an input that breaks something is named at the end, with exit
# code 1: once its fault is mended, it goes to tests/fuzz/corpus/<target>/ under a telling name.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=${*:-json sdp link url config http_answer redact}
build=${SLUICE_FUZZ_BUILD:-build/fuzz}

cmake --preset fuzz -B "$build" >/dev/null
cmake --build "$build" -j2

# A little past the real limit where a fuzzer can reach it; shorter is faster.
max_len() {
  case $1 in
    url | http_answer) echo 10000 ;;
    link | sdp) echo 20000 ;;
    redact) echo 1000 ;;
    *) echo 70000 ;;
  esac
}

program() {
  find "$build" -type f -name "fuzz_$1" -perm -u+x | head -n 1
}

failed=
for target in $targets; do
  work=$build/corpus/$target
  crashes=$build/crashes/$target
  mkdir -p "$work" "$crashes"
  cp tests/fuzz/corpus/"$target"/* "$work"/
  log=$crashes/log.txt
  dictionary=tests/fuzz/$target.dict
  if "$(program "$target")" -max_total_time="$seconds" -max_len="$(max_len "$target")" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -dict="$dictionary" -artifact_prefix="$crashes/" \
    "$work" >"$log" 2>&1; then
    state=ok
  else
    state=FAILED
    failed="$failed $target"
  fi
  figure() { sed -n "s/^stat::$1: *//p" "$log"; }
  printf '%-12s %-6s %12s runs %9s exec/s %6s inputs\n' "$target" "$state" \
    "$(figure number_of_executed_units)" "$(figure average_exec_per_sec)" \
    "$(find "$work" -type f | wc -l)"
done

for target in $failed; do
  echo
  echo "$target:"
  grep -E 'broken promise|ERROR:|SUMMARY:|runtime error:|Test unit written' \
    "$build/crashes/$target/log.txt" || tail -n 20 "$build/crashes/$target/log.txt"
done
[ -z "$failed" ]
