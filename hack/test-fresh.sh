#!/usr/bin/env bash
# Does what a newcomer does: clones the current commit into an empty folder, with empty caches of this project, and runs there
# the commands of README's "Try it", or those given. Prints what it ran, and leaves nothing behind. About half an hour.
#   test-fresh.sh [COMMAND...]      such as test-fresh.sh 'make demo'
# Maven's repository and Go's module cache stay in use, and Go's build cache if GOCACHE names it. TMPDIR (/var/tmp) needs 10 GB.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -e .git ] || fail "needs a git clone of the project: it clones the current commit from it"
commit=$(git rev-parse --short HEAD)
changes=$(git status --porcelain)
commands=("$@")
if [ $# = 0 ]; then
  readme=$(sed -n '/^## Try it/,/^## [^T]/s/^\(make [a-z-]*\).*/\1/p' README.md)
  [ -n "$readme" ] || fail "README.md names no command under 'Try it'"
  mapfile -t commands <<<"$readme"
fi
work=$(mktemp -d "${TMPDIR:-/var/tmp}/k8s-ai-operator-fresh.XXXXXX")
ran=()

finish() {
  # buildah's store may still be bind-mounted onto itself.
  awk -v d="$work/" 'index($2, d) == 1 {print $2}' /proc/mounts | sort -r | xargs -r umount -l
  rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

[ -z "$changes" ] || printf 'left out, for it is not committed:\n%s\n' "$changes"
git clone -q . "$work/k8s-ai-operator"
mkdir "$work/cache" "$work/tmp"
for command in "${commands[@]}"; do
  echo "\$ $command"
  started=$SECONDS
  # Without the variables that a make around this one, or the user's settings, would pass on.
  (cd "$work/k8s-ai-operator" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u CLUSTER_CACHE -u E2E_KUBECONFIG \
    -u IMAGE_REGISTRY -u IMAGE_TAG -u AOT XDG_CACHE_HOME="$work/cache" TMPDIR="$work/tmp" bash -c "$command") ||
    fail "'$command' ended with exit status $?, in a fresh clone of $commit with empty caches"
  ran+=("$command ($((SECONDS - started)) s)")
done
echo "passed, in a fresh clone of $commit with empty caches:"
printf '  %s\n' "${ran[@]}"
