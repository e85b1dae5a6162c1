#!/bin/sh
# packages.sh <build directory> <work directory>
#
# CPack makes a package of the host with its plugins and one of the SDK; each file is in one of them.
set -eu
build=$1
work=$2

for tool in dpkg-deb dpkg-shlibdeps; do
  if ! command -v $tool >/dev/null; then
    echo "skipped: $tool is not installed"
    exit 77
  fi
done
rm -rf "$work"
mkdir -p "$work"
cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work" >/dev/null

# expect <package> <extended regular expression>...: each matches one line of what it contains.
expect() {
  package=$1
  shift
  dpkg-deb --info "$work/$package"_*.deb
  dpkg-deb --contents "$work/$package"_*.deb | awk '{ print $NF }' | tee "$work/$package.txt"
  for pattern in "$@"; do
    if ! grep -Eq "^$pattern\$" "$work/$package.txt"; then
      echo "FAILED: $package has no $pattern"
      exit 1
    fi
  done
}
expect archgym-host ./usr/bin/archgym-host \
  './usr/lib/archgym/plugins/random_walker/lib.*\.so' \
  ./usr/lib/archgym/plugins/random_walker/random_walker.archgym.json
expect archgym-sdk ./usr/include/archgym/archgym.h ./usr/lib/pkgconfig/archgym-sdk.pc \
  ./usr/lib/cmake/ArchGymSDK/ArchGymSDKConfig.cmake \
  ./usr/share/archgym/schemas/manifest.schema.json \
  ./usr/share/archgym/templates/agent-cpp/CMakeLists.txt

if sort "$work"/archgym-host.txt "$work"/archgym-sdk.txt | uniq -d | grep -v '/$'; then
  echo "FAILED: these files are in both packages"
  exit 1
fi
if ! dpkg-deb --field "$work"/archgym-host_*.deb Depends | grep -q libc6; then
  echo "FAILED: archgym-host does not say what it depends on"
  exit 1
fi

# Unpacked somewhere else, the host still finds the plugins that come with it.
dpkg-deb --extract "$work"/archgym-host_*.deb "$work/root"
"$work/root/usr/bin/archgym-host" describe --agent random_walker >/dev/null
echo "both packages are complete"
