#!/bin/sh
# template.sh <template> <prefix> <work directory>
#
# A stranger begins a plugin with the installed host, builds it against the installed SDK with
# find_package() alone, if there is anything to build, and runs it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
template=$1
prefix=$2
work=$3/$template
host=$prefix/bin/archgym-host
name=my-part_2

build() {
  cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_C_FLAGS="-Wall -Wextra -Wpedantic -Werror" \
    -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Werror"
  cmake --build build
  again=$(cmake --build build)
  case $again in
    *Building* | *Linking* | *Copying* | *Embedding*)
      echo "FAILED: a second build does work: $again"
      exit 1
      ;;
  esac
  library=build/lib/archgym/plugins/$name/lib$name.so
  found=$(nm -D --defined-only "$library" | awk '{ print $NF }')
  if [ "$found" != archgym_plugin_v1 ]; then
    echo "FAILED: $library exports: $found"
    exit 1
  fi
}

rm -rf "$work"
"$host" new "$template" "$name" --directory "$work"
if grep -r toy_ "$work"; then
  echo "FAILED: the name of the template is left"
  exit 1
fi
cd "$work/$name"
if [ -e CMakeLists.txt ]; then
  build
  plugin=./$library
  # Installed into the host's prefix, the plugin is found by its name.
  cmake --install build --prefix "$work/installed"
  found_in=$work/installed/lib/archgym/plugins
else
  sed -n 's/^    cc /cc /p' README.md | sh -eux
  plugin=./$name.archgym.json
  found_in=$work
fi
"$host" validate --level thorough "$plugin"
ARCHGYM_PLUGIN_PATH=$found_in "$host" list | grep -q " $name "

case $template in
  env-*)
    "$host" describe --plugin "$plugin"
    "$host" eval --plugin "$plugin" --json >first.json
    "$host" eval --plugin "$plugin" --json >second.json
    cat first.json
    grep -q '"metrics"' first.json
    "$host" run --plugin "$plugin" --agent random_walker --budget 50 --seed 1 --out run.sqlite
    ;;
  agent-*)
    "$host" describe --agent "$plugin"
    # It searches the environment of the other template, built beside it.
    "$here/template.sh" env-cpp "$prefix" "$3/for-$template"
    environment=$(echo "$3/for-$template"/env-cpp/*/build/lib/archgym/plugins/*/lib*.so)
    "$host" run --plugin "$environment" --agent "$plugin" --budget 50 --seed 1 --out run.sqlite
    ;;
esac
test -s run.sqlite
echo "$template: works"
