#!/bin/sh
# abidiff.sh <frozen version> <sdk include directory>
#
# libabigail compares the types of the frozen headers with those of today's: it knows changes that
# offsets and sizes do not show, such as the type of a parameter.
set -eu
frozen=$1
include=$2
if ! command -v abidiff >/dev/null; then
  echo "abidiff is not installed: skipped"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every type is in use, so that it is in the debug information.
cat >"$work/types.c" <<'END'
#include <archgym/archgym.h>
struct all {
  const ag_plugin* plugin;
  const ag_env_factory* environment;
  const ag_env_snapshot* snapshot;
  const ag_env_interrupt* interrupt;
  const ag_agent_factory* agent;
  const ag_host_agents* agents;
  const ag_model_factory* model;
};
const struct all* archgym_types(void);
const struct all* archgym_types(void) {
  return 0;
}
END
cc -std=c11 -g -fPIC -shared -I"$frozen/include" "$work/types.c" -o "$work/frozen.so"
cc -std=c11 -g -fPIC -shared -I"$include" "$work/types.c" -o "$work/today.so"
# Bit 4 of the exit code is any change, bit 8 one that breaks; members at the end are the former.
status=0
abidiff "$work/frozen.so" "$work/today.so" || status=$?
[ $((status & 8)) -eq 0 ] && [ $((status & 3)) -eq 0 ]
