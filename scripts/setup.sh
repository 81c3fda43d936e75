#!/usr/bin/env bash
# Installs what building and testing Sluice needs on Debian 12, where it is missing.
# Usage: scripts/setup.sh [native] [wasm] [browser] [peers]   (all four by default)
#   native   compilers, CMake, Catch2, linters: the core's own tests, sanitizers and fuzzing
#   wasm     Emscripten (scripts/toolchain.sh) and what CMake needs to drive it
#   browser  Chromium for the browser tests
#   peers    others' servers and clients, which the browser tests are held against
# Environment: SLUICE_CACHE, where everything that is not a package of the host goes.
set -euo pipefail
here=$(dirname "$0")
. "$here/lib/debian.sh"

# nlohmann-json3-dev is headers alone, so one copy serves both compilers.
build=(ca-certificates cmake git ninja-build nlohmann-json3-dev)

# Unpacked rather than installed: bookworm itself has Catch2 2, and a host package of that name may
# be there for another project.
fill_catch2() {
  local root=$1/root
  mkdir "$root"
  unpack_from_suite bookworm-backports "$root" libcatch2-dev
  mv "$root"/usr/* "$1/"
  rm -rf "$root" "$1/share/doc"
}

native() {
  # libclang-rt: the sanitizers' and libFuzzer's runtimes, which clang only recommends.
  # iproute2: tests ask which ports and addresses are in use.
  apt_install "${build[@]}" clang clang-format clang-tidy g++ iproute2 libclang-rt-14-dev
  make_once "$(sluice_cache)/catch2-3.7.1" fill_catch2
}

wasm() {
  apt_install "${build[@]}"
  "$here/toolchain.sh" >&2
}

browser() {
  # Chromium brings no fonts of its own, and without any it lays out pages as empty boxes.
  apt_install ca-certificates chromium fonts-dejavu-core fonts-liberation
  # The same engine without windows takes half of the processor's time; where it is missing the tests
  # use the whole browser.
  if is_debian_12 && ((EUID == 0)); then apt_install chromium-headless-shell; fi
}

peers() {
  if ! is_debian_12 || ((EUID)); then
    say "others' servers and clients are left as they are: tests of what is missing are skipped"
    return
  fi
  # gcc: what whip-client has to have preloaded is compiled when it is tested.
  without_services coturn janus -- apt_install ca-certificates coturn firefox-esr gcc \
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-tools janus libc6-dev \
    python3-aiohttp python3-aiortc simple-whip-client
}

groups=("$@")
((${#groups[@]})) || groups=(native wasm browser peers)
for group in "${groups[@]}"; do
  case $group in
    native | wasm | browser | peers) ;;
    *) fail "unknown group '$group'; there are: native wasm browser peers" ;;
  esac
done
for group in "${groups[@]}"; do
  "$group"
done
