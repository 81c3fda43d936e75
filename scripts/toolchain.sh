#!/usr/bin/env bash
# Puts Emscripten 3.1.69 (Debian trixie's package, run on bookworm's clang) into Sluice's cache folder.
# Usage: PATH="$(scripts/toolchain.sh | tail -n 1):$PATH"
# An emcc of 3.1.69 or later that is already on PATH is used as it is.
# Environment: SLUICE_CACHE (the cache folder), SLUICE_EMSCRIPTEN_SUITE (trixie) and
# SLUICE_CLANG_VERSION (19); forky with clang 22 gives Emscripten 6.
set -euo pipefail
. "$(dirname "$0")/lib/debian.sh"

least=3.1.69
suite=${SLUICE_EMSCRIPTEN_SUITE:-trixie}
clang=${SLUICE_CLANG_VERSION:-19}
llvm=/usr/lib/llvm-$clang/bin

name=emscripten-$least
[[ $suite/$clang == trixie/19 ]] || name=emscripten-$suite-clang-$clang
prefix=$(sluice_cache)/$name

emcc_version() { "$1" --version 2>/dev/null | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p'; }
is_recent() { [[ $(printf '%s\n' "$least" "$1" | sort -V | head -n 1) == "$least" ]]; }

fill() {
  local partial=$1 root=$1/root em=$1/share/emscripten tool
  mkdir -p "$root" "$partial"/{bin,lib,share}
  # Only binaryen is linked to a libc newer than the host's, so that libc comes along for it alone.
  unpack_from_suite "$suite" "$root" emscripten binaryen node-acorn libc6 libstdc++6 libgcc-s1
  mv "$root/usr/share/emscripten" "$em"
  # Prebuilt for another clang, and 1.6 GB.
  rm -rf "$em/cache" "$em/test"
  # Moved, not linked: node resolves a package's own imports by its real path.
  mv "$root/usr/share/nodejs" "$em/node_modules"

  mv "$root"/usr/lib/*/* "$partial/lib/"
  mkdir "$partial/lib/binaryen"
  mv "$root"/usr/bin/wasm* "$partial/lib/binaryen/"
  for tool in "$partial"/lib/binaryen/*; do
    tool=${tool##*/}
    cat >"$partial/bin/$tool" <<WRAPPER
#!/bin/sh
exec "$prefix"/lib/ld-linux-*.so.* --library-path "$prefix/lib" "$prefix/lib/binaryen/$tool" "\$@"
WRAPPER
    chmod +x "$partial/bin/$tool"
  done

  # lld 22 puts the stack first unless told otherwise, and Debian's patch for lld 21 took out the flag
  # that tells it.
  if ((clang >= 22)); then
    sed -i "s/^    cmd.append('--stack-first')/&\\n  else:\\n    cmd.append('--no-stack-first')/" \
      "$em/tools/building.py"
  fi

  cat >"$em/.emscripten" <<CONFIG
LLVM_ROOT = '$llvm'
BINARYEN_ROOT = '$prefix'
NODE_JS = 'node'
CACHE = '$prefix/cache'
CONFIG
  rm -rf "$root"
}

# Not this script's own emcc: that one works only with the packages checked below.
if found=$(command -v emcc) && [[ $found != "$prefix"/* ]] &&
  version=$(emcc_version "$found") && [[ -n $version ]]; then
  if is_recent "$version"; then
    say "emcc $version is already on PATH"
    dirname "$found"
    exit
  fi
  say "the emcc on PATH is $version, too old"
fi

is_debian_12 || fail "this is not Debian 12; put the emcc of an emsdk >= $least on PATH"
# Outside the prefix, so checked apart from it: a cache folder may be brought into a fresh container.
packages=("clang-$clang" "lld-$clang" "llvm-$clang" python3)
command -v node >/dev/null || packages+=(nodejs)
if ((EUID != 0)) && { [[ ! -d $prefix ]] || [[ -n $(missing "${packages[@]}") ]]; }; then
  fail "run as root, or put the emcc of an emsdk >= $least on PATH"
fi
apt_install "${packages[@]}"
make_once "$prefix" fill
printf '%s\n' "$prefix/share/emscripten"
