#!/bin/sh
# Builds the fuzz targets and runs each for some seconds, on a copy of its corpus.
# Usage: tests/fuzz/run.sh [seconds per target, 60 by default] [targets, all by default]
# SLUICE_FUZZ_BUILD names the build folder, build/asan by default. What the fuzzer learns stays in
# its corpus folder for the next run; an input that breaks something is named at the end, with exit
# code 1: once its fault is mended, it goes to tests/fuzz/corpus/<target>/ under a telling name.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=${*:-json sdp sdp_fragment link url config http_answer lookup server_message redact event_stream recording}
build=${SLUICE_FUZZ_BUILD:-build/asan}

cmake --preset asan -B "$build" >/dev/null
programs=
for target in $targets; do programs="$programs fuzz_$target"; done
# shellcheck disable=SC2086  # a list of words
cmake --build "$build" -j2 --target $programs

# A little past the real limit where a fuzzer can reach it; shorter is faster.
max_len() {
  case $1 in
    url | http_answer) echo 10000 ;;
    link | sdp | sdp_fragment) echo 20000 ;;
    redact) echo 1000 ;;
    server_message) echo 3000 ;;
    *) echo 70000 ;;
  esac
}

program() {
  find "$build" -type f -name "fuzz_$1" -perm -u+x | head -n 1
}

figure() { sed -n "s/^stat::$2: *//p" "$1"; }

fuzz() {
  work=$build/corpus/$1
  crashes=$build/crashes/$1
  log=$crashes/log.txt
  mkdir -p "$work" "$crashes"
  rm -f "$crashes/ok"
  cp tests/fuzz/corpus/"$1"/* "$work"/
  if "$(program "$1")" -max_total_time="$seconds" -max_len="$(max_len "$1")" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -dict="tests/fuzz/$1.dict" \
    -artifact_prefix="$crashes/" "$work" >"$log" 2>&1; then
    touch "$crashes/ok"
  fi
  printf '%-12s %-6s %12s runs %9s exec/s %6s inputs\n' "$1" \
    "$([ -e "$crashes/ok" ] && echo ok || echo FAILED)" "$(figure "$log" number_of_executed_units)" \
    "$(figure "$log" average_exec_per_sec)" "$(find "$work" -type f | wc -l)"
}

# Two at a time: each uses one core.
running=0
for target in $targets; do
  fuzz "$target" &
  running=$((running + 1))
  [ $((running % 2)) -ne 0 ] || wait
done
wait

failed=
for target in $targets; do
  [ -e "$build/crashes/$target/ok" ] || failed="$failed $target"
done
for target in $failed; do
  echo
  echo "$target:"
  grep -E 'broken promise|ERROR:|SUMMARY:|runtime error:|Test unit written' \
    "$build/crashes/$target/log.txt" || tail -n 20 "$build/crashes/$target/log.txt"
done
[ -z "$failed" ]
