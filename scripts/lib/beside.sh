# Work that takes all that a machine has, beside what mostly waits. Sourced by bash scripts.
# beside <name> <command...>: begins it, behind whatever else wants the processor.
# await <name>: waits for its end, prints what it said, and fails if it has.

declare -A beside_pid beside_log

beside() {
  local name=$1
  shift
  beside_log[$name]=$(mktemp)
  # A session of its own, as priority counts within one only; where the kernel says so for all of it.
  setsid bash -c '{ echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"' - "$@" \
    >"${beside_log[$name]}" 2>&1 &
  beside_pid[$name]=$!
}

await() {
  local failed=0
  wait "${beside_pid[$1]}" || failed=$?
  cat "${beside_log[$1]}"
  rm "${beside_log[$1]}"
  unset "beside_pid[$1]" "beside_log[$1]"
  return $failed
}

# Whoever gives up ends what it has begun.
trap 'for pid in "${beside_pid[@]}"; do kill -- "-$pid" 2>/dev/null; done' EXIT
