#!/usr/bin/env bash
# Measures the ledger: the share of a budget that gets used, the leases that one operator renews, the time that a grant takes,
# and the bytes that etcd writes; in simulated time, and with a real API server on a real etcd.
#   bench-ledger.sh          about five minutes
#   bench-ledger.sh quick    one short round of each, for a first look
# Prints tables and keeps them in target/bench-ledger.md; docs/benchmarks.md says how to read them. MVN is the command that
# builds. Needs the binaries of make cluster-bin.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case ${1:-} in
  '') options=() ;;
  quick) options=(-Dbench.rounds=1 -Dbench.seconds=3 -Dbench.exhaustion.seconds=15) ;;
  *) usage "'$1' is not quick" ;;
esac
tables=(core/target/bench-exhaustion.md operator/target/bench-ledger.md operator/target/bench-control.md)
log=target/bench-ledger.log
mkdir -p target
rm -f "${tables[@]}"
load=$(cut -d' ' -f1-3 /proc/loadavg)
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
echo "building, then measuring: some minutes (the log is $log)" >&2
# One after the other, because at the same time they would disturb each other's figures.
${MVN:-mvn -B -ntp} -pl core,operator -am package -Dunits.forks=1 -Dtest='ExhaustionBench,LedgerBench,ControlBench' \
  -Dsurefire.failIfNoSpecifiedTests=false "${options[@]}" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "the build or a bench failed (the end of $log is above)"; }
{
  echo "Median (least to most) of the rounds. $(date -u +%FT%RZ), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):" \
    "$(nproc) CPUs ($(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)), Linux $(uname -r)," \
    "JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release"), load before $load."
  awk -v load="${load%% *}" -v cpus="$(nproc)" \
    'BEGIN { if (load > cpus / 2) print "\n**The machine was busy with something else: times and rates are worse than they need be.**" }'
  cat "${tables[@]}"
} | tee target/bench-ledger.md
