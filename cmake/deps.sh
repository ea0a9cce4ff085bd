#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What building and testing patron needs from the system. Says what is missing, installs
# it and nothing else. A second run finds everything there and does nothing.
#
#   PATRON_DEPS=check  only says what is missing (exit 1 if anything is)
#   PATRON_DEPS=skip   does nothing
set -eu

mode=${PATRON_DEPS:-install}
case $mode in
  install|check) ;;
  skip) exit 0 ;;
  *) echo "PATRON_DEPS is \"$mode\"; it may be install, check or skip" >&2; exit 2 ;;
esac

apt_packages='build-essential cmake ninja-build ccache pkg-config libboost1.81-dev
  libre2-dev libxxhash-dev libeigen3-dev libcsv-dev catch2 librapidcheck-dev
  libbenchmark-dev
  pybind11-dev python3-dev python3-pytest python3-numpy python3-pandas python3-xxhash
  python3-jsonschema python3-matplotlib ledger'
dnf_packages='gcc-c++ make cmake ninja-build ccache pkgconf-pkg-config boost-devel
  re2-devel xxhash-devel eigen3-devel libcsv-devel catch2-devel rapidcheck-devel
  google-benchmark-devel pybind11-devel python3-devel python3-pytest python3-numpy
  python3-pandas python3-xxhash python3-jsonschema python3-matplotlib ledger'
brew_packages='cmake ninja ccache pkgconf boost re2 xxhash eigen libcsv rapidcheck
  google-benchmark pybind11 python numpy'

apt_has() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
dnf_has() { rpm -q --whatprovides "$1" >/dev/null 2>&1; }
brew_has() { brew list --formula "$1" >/dev/null 2>&1; }

if command -v apt-get >/dev/null 2>&1; then
  manager=apt; packages=$apt_packages
elif command -v dnf >/dev/null 2>&1; then
  manager=dnf; packages=$dnf_packages
elif command -v brew >/dev/null 2>&1; then
  manager=brew; packages=$brew_packages
else
  echo "deps: no apt, dnf or brew here; please install the like of:" >&2
  echo "  $apt_packages" >&2
  echo "deps: then run again with PATRON_DEPS=skip" >&2
  [ "$mode" = check ] && exit 1
  exit 2
fi

missing=
for package in $packages; do
  "${manager}_has" "$package" || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "deps: everything is there ($manager)"
  exit 0
fi
if [ "$mode" = check ]; then
  echo "deps: missing ($manager):$missing"
  exit 1
fi

as_root=
if [ "$manager" != brew ] && [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root='sudo -n'
  else
    echo "deps: these are missing and this user may not install them:" >&2
    echo " $missing" >&2
    echo "deps: install them as root, then run again" >&2
    exit 1
  fi
fi

echo "deps: installing with $manager:$missing"
case $manager in
  apt)
    # shellcheck disable=SC2086
    {
      $as_root apt-get update -q
      $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $missing
    } ;;
  dnf)
    # shellcheck disable=SC2086
    $as_root dnf install -y $missing ;;
  brew)
    # shellcheck disable=SC2086
    brew install $missing
    python3 -m pip install --user pytest pandas xxhash jsonschema matplotlib ;;
esac
echo "deps: installed"
