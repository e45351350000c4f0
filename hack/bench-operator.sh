#!/usr/bin/env bash
# Measures a whole operator on a real API server: memory with 5,000 pods, 200 endpoints and 2,000 templates, the time from its
# start until it serves, reconciliations, and the time until holders know a changed limit.
#   bench-operator.sh          5,000 pods, 200 endpoints, 2,000 templates
#   bench-operator.sh quick    a tenth of everything, for a first look
# Prints a table and keeps it in target/bench-operator.md; docs/benchmarks.md says how to read it. MVN is the command that
# builds. Needs the binaries of make cluster-bin, and the jars of make jars.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case ${1:-} in
  '') options=() ;;
  quick) options=(-Dbench.pods=500 -Dbench.endpoints=20 -Dbench.templates=200 -Dbench.at.once=100 -Dbench.starts=1 -Dbench.holders=50) ;;
  *) usage "'$1' is not quick" ;;
esac
table=operator/target/bench-operator.md
log=target/bench-operator.log
mkdir -p target
rm -f "$table" operator/target/bench-operator.log
load=$(cut -d' ' -f1-3 /proc/loadavg)
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
echo "building, then measuring: some minutes (the log is $log)" >&2
runtime=$PWD/target/bench-operator-runtime
hack/runtime.sh operator "$runtime"
${MVN:-mvn -B -ntp} -pl operator -am test -Dunits.forks=1 -Dtest=OperatorBench -Dbench.runtime="$runtime" -Dsurefire.failIfNoSpecifiedTests=false \
  "${options[@]}" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "the build or the bench failed (the end of $log is above)"; }
{
  echo "$(date -u +%FT%RZ), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):" \
    "$(nproc) CPUs ($(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)), Linux $(uname -r)," \
    "JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release"), load before $load."
  awk -v load="${load%% *}" -v cpus="$(nproc)" \
    'BEGIN { if (load > cpus / 2) print "\n**The machine was busy with something else: times and rates are worse than they need be.**" }'
  cat "$table"
} | tee target/bench-operator.md
