#!/usr/bin/env bash
# Builds the programs twice, in two fresh clones of the current commit at different paths, and compares every jar and bill of
# materials that goes into an image. MVN is the command that builds; Maven's repository is shared.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sums() { # a clone: the hashes of what goes into its images
  (cd "$1" && find {operator,sidecar,simulator}/target \( -path '*/target/lib/*.jar' -o -name bom.json -o -path '*/target/[a-z]*.jar' \) \
    -not -path '*/classes/*' -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}
for clone in one another/one; do
  git clone -q --no-local . "$work/$clone" || fail "the tree is no git clone, or git is missing"
  echo "building in $work/$clone" >&2
  (cd "$work/$clone" && ${MVN:-mvn -B -ntp} -q -pl operator,sidecar,simulator -am package -Dunits.skip=true) >"$work/log" 2>&1 ||
    { tail -n 40 "$work/log" >&2; fail "the build failed"; }
  sums "$work/$clone" >"$work/${clone//\//-}.sums"
done
grep -q '/bom.json$' "$work/one.sums" || fail "no bill of materials was built: the plugin needs network, so not with mvn -o"
diff "$work/one.sums" "$work/another-one.sums" >&2 || fail "two builds of one commit differ, in the files above"
echo "$(wc -l <"$work/one.sums") files are the same in both builds"
