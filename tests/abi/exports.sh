#!/bin/sh
# exports.sh <directory>...
#
# Every shared library below the directories exports archgym_plugin_v1 and nothing else (AG-ABI-1).
set -eu
checked=0
status=0
list=$(find "$@" -name '*.so')
while read -r library; do
  found=$(nm -D --defined-only "$library" | awk '{ print $NF }')
  checked=$((checked + 1))
  if [ "$found" != archgym_plugin_v1 ]; then
    echo "FAILED: $library exports: $found"
    status=1
  fi
done <<END
$list
END
echo "$checked plugins checked"
[ "$checked" -gt 0 ] || status=1
exit $status
