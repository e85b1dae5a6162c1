#!/bin/sh
# layout.sh <frozen version> <sdk include directory>
#
# Every member and every constant of a frozen version is where it was. What may be different: more
# lines, the sizes of structs that grew at their end, and the minor version.
set -eu
frozen=$1
include=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for side in frozen today; do
  [ $side = frozen ] && headers=$frozen/include || headers=$include
  cc -std=c11 -I"$headers" "$frozen/layout.c" -o "$work/layout"
  "$work/layout" | grep -v -e ': [0-9]* bytes$' -e '^AG_ABI_MINOR' >"$work/$side.txt"
done
if ! diff -u "$work/frozen.txt" "$work/today.txt"; then
  echo "today's headers break plugins of this version; read docs/abi-policy.md"
  exit 1
fi
# An ag_value lies in arrays: it may not even grow (AG-ABI-3).
printf '#include <archgym/value.h>\nint sixteen[sizeof(ag_value) == 16 ? 1 : -1];\n' |
  cc -std=c11 -x c -I"$include" -fsyntax-only -
echo "same"
