# Debian package helpers that the set-up scripts share.
# Usage: . "$(dirname "$0")/lib/debian.sh", under bash's `set -euo pipefail`.
# shellcheck shell=bash

# Nothing here may stop to ask a question: these scripts run unattended.
export DEBIAN_FRONTEND=noninteractive

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() {
  say "error: $*"
  exit 1
}

sluice_cache() { printf '%s\n' "${SLUICE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sluice}"; }

# In a subshell, as os-release sets plain names such as NAME and VERSION.
is_debian_12() (
  [[ -r /etc/os-release ]] || exit 1
  # shellcheck source=/dev/null
  . /etc/os-release
  [[ ${ID:-} == debian && ${VERSION_ID:-} == 12 ]]
)

# missing PACKAGE...: one dpkg-query for all, so that a run with nothing to do stays instant.
missing() {
  local have
  have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  printf '%s\n' "$@" | grep -vxF -f <(sed -n 's/^installed //p' <<<"$have") || true
}

# Held for one apt call only, never while waiting for another lock: the list lock of `apt-get update`
# does not wait by itself, so two scripts at once would fail.
with_apt() {
  local cache
  cache=$(sluice_cache)
  mkdir -p "$cache"
  flock "$cache/apt.lock" apt-get -qq -o DPkg::Lock::Timeout=300 "$@" >&2
}

# Once for a whole run, the scripts it calls included; a fresh container has no lists at all.
apt_refresh() {
  [[ -z ${SLUICE_APT_REFRESHED:-} ]] || return 0
  say 'refreshing the package lists'
  with_apt update
  export SLUICE_APT_REFRESHED=yes
}

# apt_install PACKAGE...: installs those that are missing, and calls apt only if some are.
apt_install() {
  local packages
  mapfile -t packages < <(missing "$@")
  ((${#packages[@]})) || return 0
  is_debian_12 || fail "this is not Debian 12; install by other means: ${packages[*]}"
  ((EUID == 0)) || fail "run as root, or have installed: ${packages[*]}"
  apt_refresh
  say "installing ${packages[*]}"
  with_apt install -y --no-install-recommends "${packages[@]}"
}

# without_services SERVICE... -- COMMAND...: COMMAND may install these services' packages, but nothing
# of them runs afterwards, nor at the next start: who wants to test with a server does not want it on
# the network. Services that are there already are left as they are.
without_services() {
  local fresh=() policy=/usr/sbin/policy-rc.d
  while [[ $1 != -- ]]; do
    [[ -z $(missing "$1") ]] || fresh+=("$1")
    shift
  done
  shift
  if ((!${#fresh[@]} || EUID)); then
    "$@"
    return
  fi
  (
    # What Debian asks before it starts a service; one that is there has been written by somebody else.
    if [[ ! -e $policy ]]; then
      trap 'rm -f "$policy"' EXIT
      trap 'exit 1' HUP INT TERM
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod +x "$policy"
    fi
    "$@"
  )
  ! command -v systemctl >/dev/null || systemctl --quiet disable "${fresh[@]}"
}

bookworm_address() {
  # shellcheck disable=SC2016 # apt expands these names, not the shell
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && !found { print $1; found = 1 }'
}

# The archive that the host already uses serves the other suites too, so none is named here.
archive_address() {
  local address
  address=$(bookworm_address)
  if [[ -z $address ]]; then
    # apt tells of a source only once its lists are downloaded.
    apt_refresh
    address=$(bookworm_address)
  fi
  [[ -n $address ]] || fail 'apt has no source for bookworm'
  printf '%s\n' "$address"
}

# unpack_from_suite SUITE FOLDER PACKAGE...: unpacks packages of another suite into FOLDER. A private
# apt configuration keeps that suite from the host, whose own packages must not be upgraded by it.
unpack_from_suite() {
  local suite=$1 folder=$2 apt=$2/.apt address deb
  shift 2
  address=$(archive_address)
  mkdir -p "$apt"/{lists/partial,archives/partial,debs}
  : >"$apt/status"
  # check-valid-until=no: a suite that moves can have a Release file past its date on a slow mirror;
  # the signature is verified all the same.
  printf 'deb [signed-by=%s check-valid-until=no] %s %s main\n' \
    /usr/share/keyrings/debian-archive-keyring.gpg "$address" "$suite" >"$apt/sources.list"
  # The host's apt.conf.d stays in force, as proxies are set there; its pins do not. The user is root
  # because apt's own one may be barred from the home folder.
  cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::Cache "$apt";
Acquire::Languages "none";
APT::Sandbox::User "root";
CONF
  say "downloading from $suite: $*"
  APT_CONFIG=$apt/apt.conf apt-get -qq update >&2
  (cd "$apt/debs" && APT_CONFIG=$apt/apt.conf apt-get -qq download "$@" >&2)
  for deb in "$apt"/debs/*.deb; do
    dpkg-deb -x "$deb" "$folder"
  done
  rm -rf "$apt"
}

# make_once PREFIX FUNCTION: has FUNCTION fill a folder that becomes PREFIX only when it is whole.
# Runs at the same time wait for each other; an interrupted one leaves nothing that looks finished.
# Call it as a plain statement: inside a condition bash would not stop at FUNCTION's first error.
make_once() {
  local prefix=$1 function=$2
  [[ ! -d $prefix ]] || return 0
  mkdir -p "${prefix%/*}"
  (
    flock 9
    [[ ! -d $prefix ]] || exit 0
    # Beside the prefix: a rename is atomic only within one file system.
    partial=$prefix.partial
    trap 'rm -rf "$partial"' EXIT
    trap 'exit 1' HUP INT TERM
    # A killed run could not clean up after itself.
    rm -rf "$partial"
    mkdir "$partial"
    "$function" "$partial"
    mv -T "$partial" "$prefix"
  ) 9>"$prefix.lock"
}
