#!/usr/bin/env bash
# Trains the JVM's AOT cache of bin/k8s-ai, by a command that asks a cluster where none listens: such a command then starts in
# little more than half the time. Where the JVM can't make a cache, commands start without it.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cache=$PWD/cli/target/k8s-ai.aot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/kubeconfig" <<'KUBECONFIG'
apiVersion: v1
kind: Config
current-context: none
clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
users: [{name: none, user: {}}]
KUBECONFIG
rm -f "$cache"
rc=0
JDK_JAVA_OPTIONS="-XX:AOTCacheOutput=$cache" bin/k8s-ai budget reset none --daily --reason training --yes \
  --kubeconfig "$work/kubeconfig" >"$work/said" 2>&1 || rc=$?
[ $rc = 1 ] || fail "bin/k8s-ai ended with exit status $rc: $(tail -c 1000 "$work/said")"
[ -s "$cache" ] || echo "train-cli.sh: no cache for bin/k8s-ai: $(tail -c 1000 "$work/said")" >&2
