#!/bin/sh
# headers.sh <sdk include directory>
#
# Every header compiles alone, without a warning, in every language version that it promises.
set -eu
include=$1
status=0
compiled=0

# try <compiler and options> <header>
try() {
  if printf '#include <archgym/%s>\n' "$2" |
    $1 -Wall -Wextra -Wpedantic -Wshadow -Werror -I"$include" -fsyntax-only -; then
    compiled=$((compiled + 1))
  else
    echo "FAILED: $1: $2"
    status=1
  fi
}

for path in "$include"/archgym/*.* "$include"/archgym/draft/*; do
  header=${path#"$include"/archgym/}
  case $header in
    *.hpp) c_versions='' cpp_versions="17 20 2b" ;;
    *.h) c_versions="99 11 17 2x" cpp_versions="11 14 17 20 2b" ;;
    *) echo "FAILED: $header is neither .h nor .hpp" && exit 1 ;;
  esac
  for version in $c_versions; do
    for compiler in gcc clang; do
      command -v $compiler >/dev/null && try "$compiler -std=c$version -x c" "$header"
    done
  done
  for version in $cpp_versions; do
    for compiler in g++ clang++; do
      command -v $compiler >/dev/null && try "$compiler -std=c++$version -x c++" "$header"
    done
  done
done

# Older C++ gets one clear sentence instead of a page of errors.
if message=$(echo '#include <archgym/archgym.hpp>' |
  g++ -std=c++14 -x c++ -I"$include" -fsyntax-only - 2>&1); then
  echo "FAILED: archgym.hpp compiles as C++14"
  status=1
elif ! echo "$message" | grep -q 'needs C++17 or later'; then
  echo "FAILED: archgym.hpp as C++14 does not say what it needs"
  status=1
fi

echo "$compiled compilations passed"
[ "$compiled" -gt 0 ] || status=1
exit $status
