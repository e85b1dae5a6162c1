#!/bin/sh
# template.sh <template> <prefix> <work directory>
#
# A stranger copies a template out of the installed tree, builds it against the installed SDK with
# find_package() alone and runs it with the installed host.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
template=$1
prefix=$2
work=$3/$template

rm -rf "$work"
mkdir -p "$3"
cp -R "$prefix/share/archgym/templates/$template" "$work"
cd "$work"
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

library=$(echo build/lib/archgym/plugins/*/lib*.so)
found=$(nm -D --defined-only "$library" | awk '{ print $NF }')
if [ "$found" != archgym_plugin_v1 ]; then
  echo "FAILED: $library exports: $found"
  exit 1
fi

host=$prefix/bin/archgym-host
"$host" validate --level thorough "./$library"
case $template in
  env-*)
    option=--plugin
    "$host" describe --plugin "./$library"
    "$host" eval --plugin "./$library" --json >first.json
    "$host" eval --plugin "./$library" --json >second.json
    cat first.json
    grep -q '"metrics"' first.json
    "$host" run --plugin "./$library" --agent random_walker --budget 50 --seed 1 --out run.sqlite
    ;;
  agent-*)
    option=--agent
    "$host" describe --agent "./$library"
    # It searches the environment of the other template, built beside it.
    "$here/template.sh" env-cpp "$prefix" "$3/for-agent"
    environment=$(echo "$3"/for-agent/env-cpp/build/lib/archgym/plugins/*/lib*.so)
    "$host" run --plugin "$environment" --agent "./$library" --budget 50 --seed 1 --out run.sqlite
    ;;
esac
test -s run.sqlite

# Installed into the host's prefix, the plugin is found by its name.
cmake --install build --prefix "$work/installed"
name=$(basename "$(dirname "$library")")
ARCHGYM_PLUGIN_PATH=$work/installed/lib/archgym/plugins "$host" describe "$option" "$name" >/dev/null
echo "$template: works"
