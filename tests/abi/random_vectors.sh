#!/bin/sh
# random_vectors.sh <sdk include directory> <published vectors>
#
# The published random numbers come out of every compiler at every setting that keeps IEEE 754.
set -eu
here=$(dirname "$0")
include=$1
published=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

status=0
for compiler in g++ clang++; do
  if ! command -v "$compiler" >/dev/null; then
    echo "$compiler: not installed, skipped"
    continue
  fi
  for options in "-std=c++17 -O0" "-std=c++17 -O2" \
    "-std=c++20 -O3 -march=native -ffp-contract=fast" "-std=c++17 -O2 -ffp-contract=off"; do
    # shellcheck disable=SC2086 # the options are words
    "$compiler" $options -I"$include" "$here/random_vectors.cpp" -o "$work/vectors"
    "$work/vectors" >"$work/found.txt"
    if diff -u "$published" "$work/found.txt"; then
      echo "$compiler $options: same"
    else
      echo "$compiler $options: DIFFERENT"
      status=1
    fi
  done
done
exit $status
