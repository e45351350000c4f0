#!/usr/bin/env bash
# Measures admission at 50 pods a second: the whole operator's answers to reviews over TLS, and the creation of pods through a
# real API server with and without it.
#   bench-admission.sh          about seven minutes
#   bench-admission.sh quick    one short round, for a first look
# Prints tables and keeps them in target/bench-admission.md; docs/benchmarks.md says how to read them. MVN is the command that
# builds. Needs the binaries of make cluster-bin.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case ${1:-} in
  '') options=() ;;
  quick) options=(-Dbench.rounds=1 -Dbench.seconds=5) ;;
  *) usage "'$1' is not quick" ;;
esac
table=operator/target/bench-admission.md
log=target/bench-admission.log
mkdir -p target
rm -f "$table"
load=$(cut -d' ' -f1-3 /proc/loadavg)
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
echo "building, then measuring: some minutes (the log is $log)" >&2
${MVN:-mvn -B -ntp} -pl operator -am test -Dunits.forks=1 -Dtest=AdmissionBench -Dsurefire.failIfNoSpecifiedTests=false \
  "${options[@]}" >"$log" 2>&1 || { tail -n 40 "$log" >&2; fail "the build or the bench failed (the end of $log is above)"; }
{
  echo "Median (least to most) of the rounds. $(date -u +%FT%RZ), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):" \
    "$(nproc) CPUs ($(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)), Linux $(uname -r)," \
    "JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release"), load before $load."
  awk -v load="${load%% *}" -v cpus="$(nproc)" \
    'BEGIN { if (load > cpus / 2) print "\n**The machine was busy with something else: times are worse than they need be.**" }'
  cat "$table"
} | tee target/bench-admission.md
