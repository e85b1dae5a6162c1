#!/bin/sh
# run_guide runs what it should and fails when it must.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# guide <name>: a guide from standard input, with ~~~ for ```.
guide() { sed 's/~~~/```/' >"$work/$1.md"; }

guide good <<'EOF2'
~~~cpp file=src/a.txt
first $HOME `x`
~~~
~~~sh
test "$(cat src/a.txt)" = 'first $HOME `x`'
variable=kept
mkdir inner && cd inner
~~~
~~~console
exit 1
~~~
~~~sh
test "$variable" = kept
test "$(basename "$PWD")" = inner
~~~
EOF2
"$here/run_guide" "$work/good.md" "$work/good"

guide failing <<'EOF2'
~~~sh
false
true
~~~
EOF2
guide unset <<'EOF2'
~~~sh
echo "$not_a_variable"
~~~
EOF2
guide unfinished <<'EOF2'
~~~sh
true
EOF2
guide outside <<'EOF2'
~~~cpp file=../a.txt
~~~
EOF2
guide empty <<'EOF2'
~~~console
true
~~~
EOF2
for name in failing unset unfinished outside empty; do
  if "$here/run_guide" "$work/$name.md" "$work/$name" 2>/dev/null; then
    echo "FAILED: run_guide accepts the guide '$name'"
    exit 1
  fi
done
echo "run_guide works"
