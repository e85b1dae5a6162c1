#!/bin/sh
# tree.sh <build directory> <prefix>
#
# `cmake --install` puts everything where the other install tests, and users, look for it. The tree
# is moved afterwards: nothing in it may depend on where it was installed first.
set -eu
build=$1
prefix=$2

rm -rf "$prefix" "$prefix.first"
cmake --install "$build" --prefix "$prefix.first" >/dev/null
mv "$prefix.first" "$prefix"

for path in bin/archgym-host include/archgym/archgym.h include/archgym/archgym.hpp \
  lib/cmake/ArchGymSDK/ArchGymSDKConfig.cmake lib/pkgconfig/archgym-sdk.pc \
  share/archgym/schemas/manifest.schema.json share/archgym/templates/env-c/CMakeLists.txt \
  lib/archgym/plugins/random_walker/random_walker.archgym.json; do
  if [ ! -e "$prefix/$path" ]; then
    echo "FAILED: $path is not installed"
    exit 1
  fi
done
"$prefix/bin/archgym-host" --version
