#!/bin/sh
# layout.sh <sdk include directory>
#
# The binary layout of the ABI is the frozen one, as every compiler and language sees it, and so are
# the signatures of its functions.
set -eu
here=$(dirname "$0")
include=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for compiler in "gcc -std=c99 -x c" "clang -std=c11 -x c" "g++ -std=c++11 -x c++" \
  "clang++ -std=c++20 -x c++"; do
  if ! command -v "${compiler%% *}" >/dev/null; then
    echo "${compiler%% *}: not installed, skipped"
    continue
  fi
  $compiler -I"$include" "$here/layout.c" -o "$work/layout"
  "$work/layout" >"$work/found.txt"
  if ! diff -u "$here/layout-v1.txt" "$work/found.txt"; then
    echo "$compiler: the layout differs from tests/abi/layout-v1.txt; read docs/abi-policy.md"
    exit 1
  fi
  echo "$compiler: same"
done

cc -std=c11 -I"$include" -fsyntax-only "$here/signatures.c"
echo "signatures: same"
