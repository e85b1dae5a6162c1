#!/bin/sh
# pkg_config.sh <prefix> <work directory>
#
# A C plugin is built without CMake: pkg-config for the flags, the linker for the rest.
set -eu
prefix=$1
work=$2
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"

rm -rf "$work"
mkdir -p "$work"
cd "$work"
template=$prefix/share/archgym/templates/env-c
{
  printf 'const char archgym_manifest_json[] = {'
  od -An -v -tu1 "$template/toy_pipeline.archgym.json" | sed 's/  *\([0-9]\)/,\1/g; 1s/^,//'
  printf ',0};\n'
} >manifest.c
map=$(pkg-config --variable=version_script archgym-sdk)
# shellcheck disable=SC2046 # the flags are words
cc -std=c99 -O2 -fPIC -shared $(pkg-config --cflags archgym-sdk) "$template/toy_pipeline.c" \
  manifest.c -Wl,--version-script="$map" -o libtoy_pipeline.so
cp "$template/toy_pipeline.archgym.json" .

found=$(nm -D --defined-only libtoy_pipeline.so | awk '{ print $NF }')
test "$found" = archgym_plugin_v1
test -f "$(pkg-config --variable=schemadir archgym-sdk)/manifest.schema.json"
"$prefix/bin/archgym-host" eval --plugin ./libtoy_pipeline.so --set Stages=8
