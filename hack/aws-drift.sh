#!/usr/bin/env bash
# Compares the newest service models of botocore and the newest AWS SDK for Java with what this project stands on, as
# docs/aws-drift.md says. Ends with 0 whatever it finds, and with 1 if it could not compare. MVN is the command that builds;
# BOTOCORE=FILE takes this wheel instead of the newest.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
work=$PWD/target/aws-drift
modules=(bedrock bedrockruntime sts)
read -ra mvn <<<"${MVN:-mvn -B -ntp}"
rm -rf "$work"
mkdir -p "$work"

botocore() { # the path of the wheel
  if [ -n "${BOTOCORE:-}" ]; then
    echo "$BOTOCORE"
  else
    python3 -m pip download -q --no-deps --only-binary=:all: -d "$work" botocore >&2 || fail "botocore can't be downloaded"
    echo "$work"/botocore-*.whl
  fi
}

newest() { # a module of the SDK: copies its newest release
  "${mvn[@]}" -q -U org.apache.maven.plugins:maven-dependency-plugin:copy -Dartifact="software.amazon.awssdk:$1:RELEASE" \
    -DoutputDirectory="$work/newest" >&2 || fail "the newest AWS SDK for Java can't be downloaded"
}

wheel=$(botocore)
for module in "${modules[@]}"; do newest "$module"; done
"${mvn[@]}" -q -pl e2e -am test-compile org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
  -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test >&2 || fail "this project can't be compiled"
classpath=$(cat e2e/target/test-classpath)
used=()
for module in "${modules[@]}"; do
  used+=("$(tr : '\n' <<<"$classpath" | grep "/$module-[0-9.]*\.jar$" | head -n 1)")
done
"$JAVA_HOME/bin/java" -cp "e2e/target/test-classes:$classpath" ai.kernelpanic09.e2e.drift.AwsDrift "$PWD" "$wheel" \
  "${used[@]}" --newest "$work"/newest/*.jar
