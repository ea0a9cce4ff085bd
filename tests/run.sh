#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every test of a build folder: the C++ cases, the C program, pytest (which includes
# the tidy test). One last line sums up cases: "N passed, N failed".
#
#   tests/run.sh [BUILD] [--native]    --native leaves pytest out (sanitizer builds)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$(realpath "${1:-build}")
native=${2:-}
python=${PYTHON:-/usr/bin/python3}
export PATRON_BUILD=$build PATRON_SOURCE=$PWD PYTHONPATH=$build/python
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# The number before a word in the last lines of the log; 0 if the word is not there.
number_before() {
  tail -n 5 "$log" | grep -oE "[0-9]+ $1" | tail -n 1 | grep -oE '^[0-9]+' || echo 0
}

section() { printf '\n== %s\n' "$1"; }

section "C++ (Catch2)"
"$build/tests/patron_tests" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if grep -q '^All tests passed' "$log"; then
  cases=$(tail -n 5 "$log" | grep -oE 'in [0-9]+ test case' | grep -oE '[0-9]+')
  passed=$((passed + cases))
else
  ok=$(number_before passed)
  bad=$(number_before failed)
  passed=$((passed + ok))
  failed=$((failed + (bad > 0 ? bad : 1)))
fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi

section "C"
if "$build/tests/patron_capi_test" 2>&1 | tee "$log"; then
  passed=$((passed + 1))
else
  failed=$((failed + 1))
fi

if [ "$native" != --native ]; then
  section "Python (pytest)"
  "$python" -m pytest -q 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  ok=$(number_before passed)
  bad=$(($(number_before failed) + $(number_before errors?)))
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  skipped=$(number_before skipped)
fi

echo
if [ "$skipped" -gt 0 ]; then
  echo "$skipped skipped, because what they need is not here (pytest -rs says what)"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
