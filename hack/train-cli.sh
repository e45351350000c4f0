#!/usr/bin/env bash
# Trains the JVM's AOT cache of bin/k8s-ai, which halves the time that a command takes to start. Without the cache it runs too.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cache=$PWD/cli/target/k8s-ai.aot
rm -f "$cache"
said=$(JDK_JAVA_OPTIONS="-XX:AOTCacheOutput=$cache" bin/k8s-ai completion bash 2>&1 >/dev/null) || fail "bin/k8s-ai failed: ${said:0:1000}"
[ -s "$cache" ] || fail "the JVM has written no cache: ${said:0:1000}"
