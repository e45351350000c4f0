#!/bin/sh
# Trains the JVM's AOT cache: train.sh JAVA_HOME ARGUMENTS CACHE, with the java.args of the very runtime, jars, paths and flags
# that will use it. An operator lives for a short time against stand-ins of the cluster and of AWS.
set -eu
java_home=$1 arguments=$2 cache=$3
folder='' step="mktemp -d, a folder for the stand-ins' identity"
finish() {
  status=$?
  rm -rf "$folder"
  [ $status = 0 ] || echo "train.sh: exit status $status: $step" >&2
}
trap finish EXIT
folder=$(mktemp -d)
step="keytool -genkeypair, a key pair to talk TLS with"
keytool() { "$java_home/bin/keytool" "$@" -keystore "$folder/tls.p12" -storepass training -alias training; }
keytool -genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -validity 2
step="keytool -exportcert, its certificate"
keytool -exportcert -rfc -file "$folder/ca.crt"
step="$java_home/bin/java … ai.kernelpanic09.operator.training.AotTraining, with the arguments of $arguments"
"$java_home/bin/java" @"$arguments" ai.kernelpanic09.operator.training.AotTraining "$folder" \
  "$java_home/bin/java" -XX:AOTCacheOutput="$cache" @"$arguments"
