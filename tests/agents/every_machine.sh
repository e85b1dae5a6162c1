#!/bin/sh
# every_machine.sh <archgym-host> <plugin path> <agent> <its library> [NAME=VALUE]...
#
# One seed, one trajectory, whichever variants of exp, log, pow ... the C library picks for the
# processor: runs with different ones write the same trials with the same values. And the agent
# calls none of them, not even on a path that these runs do not take.
set -eu
host=$1
export ARCHGYM_PLUGIN_PATH=$2
agent=$3
library=$4
shift 4
inexact='(exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|a?(sin|cos|tan)h?|atan2|erfc?|[lt]gamma)f?'
if nm --dynamic --undefined-only "$library" | grep -E "U $inexact(@|\$)"; then
  echo "these functions of the C library are not the same everywhere: use archgym/portable.hpp"
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# trials <file>: of a run under the GLIBC_TUNABLES of now, without what differs from run to run.
trials() {
  "$host" run --plugin toy --agent "$agent" --budget 250 --seed 3 --out "$1.sqlite" \
    --objective 'minimize(pow(time, 0.3) * log(1 + power))' $hypers >"$1.txt"
  "$host" export "$1.sqlite" --format jsonl | sed 's/"wall_seconds".*//' >"$1.trials"
}

hypers=
for setting in "$@"; do hypers="$hypers --hyper $setting"; done

trials "$work/native"
[ "$(wc -l <"$work/native.trials")" -ge 250 ]
# What one version of glibc does not know by this name it ignores.
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable
trials "$work/plain"
diff "$work/native.trials" "$work/plain.trials" >"$work/difference" && exit
echo "another trajectory under $GLIBC_TUNABLES:"
head -4 "$work/difference"
exit 1
