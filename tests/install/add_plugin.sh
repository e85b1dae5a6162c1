#!/bin/sh
# add_plugin.sh <prefix> <work directory>
#
# archgym_add_plugin(): resources follow their sources, and mistakes are refused with a reason.
set -eu
prefix=$1
work=$2

rm -rf "$work"
cp -R "$prefix/share/archgym/templates/env-cpp" "$work"
cd "$work"
mkdir -p data/deep
echo one >data/deep/one.txt
echo two >data/two.txt
echo three >three.txt
sed -i 's/SOURCES toy_cache.cpp/& RESOURCES data three.txt/' CMakeLists.txt
placed=build/lib/archgym/plugins/toy_cache

fail() {
  echo "FAILED: $1"
  exit 1
}
build() { cmake --build build >log.txt 2>&1 || { cat log.txt && fail "the build"; }; }

cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix" >/dev/null
build
for file in data/deep/one.txt data/two.txt three.txt toy_cache.archgym.json; do
  cmp "$file" "$placed/$file" || fail "$file is not beside the library"
done

build
if grep -E 'Building|Linking|Copying|Embedding' log.txt; then fail "a second build does work"; fi

echo changed >data/two.txt
build
cmp data/two.txt "$placed/data/two.txt" || fail "a changed resource is not copied again"
touch data/two.txt
build
build
if grep -E 'Copying' log.txt; then fail "a touched resource is copied for ever"; fi

echo new >data/new.txt
rm data/deep/one.txt
build
cmp data/new.txt "$placed/data/new.txt" || fail "a new resource is not copied"
if [ -e "$placed/data/deep/one.txt" ]; then fail "a removed resource stays"; fi

sed -i 's/"Loads all over the memory."/"\\u00c4nderung \\"?\\"; [1;2]\\\\n"/' toy_cache.archgym.json
build
strings=$(strings -n 20 "$placed/libtoy_cache.so" | grep -c 'nderung' || true)
[ "$strings" -eq 1 ] || fail "a changed manifest is not embedded again"
"$prefix/bin/archgym-host" describe --plugin "./$placed/libtoy_cache.so" >/dev/null ||
  fail "the embedded manifest differs from the file"

# A test of the author's own that the plugin keeps the rules, with the installed host.
printf 'enable_testing()\narchgym_add_validation(toy_cache LEVEL quick)\n' >>CMakeLists.txt
build
ctest --test-dir build -R '^validate.toy_cache$' --no-tests=error >log.txt ||
  { cat log.txt && fail "archgym_add_validation: the test fails"; }

# refuse <what the message says> <sed expression> <file>
refuse() {
  rm -rf refused
  cp -R "$prefix/share/archgym/templates/env-cpp" refused
  sed -i "$2" "refused/$3"
  if { cmake -S refused -B refused/build -DCMAKE_PREFIX_PATH="$prefix" &&
    cmake --build refused/build; } >log.txt 2>&1; then
    fail "accepted: $2"
  fi
  tr -s ' \n' ' ' <log.txt | grep -q "$1" || { cat log.txt && fail "no message '$1'"; }
}
refuse '"library" is "libother.so", expected "libtoy_cache.so"' 's/libtoy_cache/libother/' \
  toy_cache.archgym.json
refuse '"name" is "other", expected "toy_cache"' 's/"toy_cache"/"other"/' toy_cache.archgym.json
refuse 'there is no file .*missing.archgym.json' 's/toy_cache.archgym/missing.archgym/' \
  CMakeLists.txt
refuse 'RESOURCE;three.txt' 's/SOURCES/RESOURCE three.txt SOURCES/' CMakeLists.txt
refuse 'undefined reference' 's/std::sqrt(32.0/not_there(32.0/; 1i double not_there(double);' \
  toy_cache.cpp
refuse 'an environment needs void evaluate' 's/void evaluate/void assess/' toy_cache.cpp
refuse 'LEVEL is .full., expected quick, standard or thorough' \
  '$ a archgym_add_validation(toy_cache LEVEL full)' CMakeLists.txt
refuse '.toy. is no target of archgym_add_plugin' '$ a add_custom_target(toy)\narchgym_add_validation(toy)' \
  CMakeLists.txt
echo "archgym_add_plugin works"
