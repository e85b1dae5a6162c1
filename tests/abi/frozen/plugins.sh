#!/bin/sh
# plugins.sh <frozen version> <archgym-host> <directory of ArchGymPlugin.cmake> <work directory>
#
# Plugins built with the frozen headers, and nothing of today's SDK but the way to build, keep every
# rule on today's host.
set -eu
frozen=$1
host=$2
functions=$3
work=$4

mkdir -p "$work"
cat >"$work/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.20)
project(frozen_plugins LANGUAGES C CXX)
add_library(frozen_sdk INTERFACE)
add_library(ArchGym::sdk ALIAS frozen_sdk)
target_include_directories(frozen_sdk INTERFACE $frozen/include)
include($functions/ArchGymPlugin.cmake)
foreach(source toy_pipeline.c toy_cache.cpp toy_climber.cpp)
  cmake_path(GET source STEM name)
  archgym_add_plugin(\${name} MANIFEST $frozen/plugins/\${name}.archgym.json SOURCES $frozen/plugins/\${source})
endforeach()
END
cmake -S "$work" -B "$work/build" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$work/build"
plugins=$work/build/lib/archgym/plugins
"$host" validate --level thorough "$plugins/toy_pipeline" "$plugins/toy_cache" "$plugins/toy_climber"
