#!/bin/sh
# vectors.sh <program's source> <sdk include directory> <published vectors>
#
# The published numbers come out of every compiler at every setting that keeps IEEE 754, whether the
# target has fused multiply-adds or not, and of every variant of the C library's functions.
set -eu
source=$1
include=$2
published=$3
# What the C library chooses its variants by; another library ignores it.
plain=glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable
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
    "$compiler" $options -I"$include" "$source" -o "$work/vectors"
    for tunables in "" "$plain"; do
      GLIBC_TUNABLES=$tunables "$work/vectors" >"$work/found.txt"
      if diff -u "$published" "$work/found.txt"; then
        echo "$compiler $options $tunables: same"
      else
        echo "$compiler $options $tunables: DIFFERENT"
        status=1
      fi
    done
  done
done
exit $status
