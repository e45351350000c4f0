#!/bin/sh
# Trains the JVM's AOT cache: train.sh JAVA_HOME ARGUMENTS CACHE, with the java.args of the very runtime, jars, paths and flags
# that will use it. The program talks TLS to stand-ins of the operator and Bedrock in its own process, and exits.
set -eu
java_home=$1 arguments=$2 cache=$3
identity='' step="mktemp -d, a folder for its identity"
finish() {
  status=$?
  rm -rf "$identity"
  [ $status = 0 ] || echo "train.sh: exit status $status: $step" >&2
}
trap finish EXIT
identity=$(mktemp -d)
step="keytool -genkeypair, a key pair to talk TLS with"
keytool() { "$java_home/bin/keytool" "$@" -keystore "$identity/tls.p12" -storepass training -alias training; }
keytool -genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -validity 2
step="keytool -exportcert, its certificate"
keytool -exportcert -rfc -file "$identity/ca.crt"
echo training >"$identity/token"
# The metaspace limit of this run bounds what the cache may hold; the limit of the runs that use the cache does not.
step="$java_home/bin/java … ai.kernelpanic09.sidecar.Main --aot-training, with the arguments of $arguments"
"$java_home/bin/java" -XX:AOTCacheOutput="$cache" -Djavax.net.ssl.trustStore="$identity/tls.p12" \
  -Djavax.net.ssl.trustStorePassword=training @"$arguments" -XX:MaxMetaspaceSize=256m ai.kernelpanic09.sidecar.Main --aot-training "$identity"
