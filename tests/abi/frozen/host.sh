#!/bin/sh
# host.sh <frozen version> <templates of today> <sdk include directory> <directory of ArchGymPlugin.map> <work directory>
#
# A host that is built with the frozen headers works with plugins of today: the templates, built with
# today's headers.
set -eu
frozen=$1
templates=$2
include=$3
functions=$4
work=$5

mkdir -p "$work"
cc -std=c11 -Wall -Wextra -Werror -I"$frozen/include" "$frozen/host.c" -o "$work/host" -ldl -lm
# plugin <template> <name> <compiler and source>: what archgym_add_plugin() does, by hand.
plugin() {
  {
    printf 'const char archgym_manifest_json[] = {'
    od -An -v -tx1 "$templates/$1/$2.archgym.json" | sed 's/ \(..\)/0x\1,/g'
    printf '0};\n'
  } >"$work/$2_manifest.c"
  cc -fPIC -Wno-narrowing -c "$work/$2_manifest.c" -o "$work/$2_manifest.o"
  $3 -O1 -fPIC -shared -fvisibility=hidden -I"$include" "$templates/$1/$4" "$work/$2_manifest.o" \
    -Wl,--version-script="$functions/ArchGymPlugin.map" -o "$work/lib$2.so"
}
plugin env-c toy_pipeline 'cc -std=c11' toy_pipeline.c
plugin agent-cpp toy_climber 'c++ -std=c++17' toy_climber.cpp
"$work/host" "$work/libtoy_pipeline.so" "$work/libtoy_climber.so"
