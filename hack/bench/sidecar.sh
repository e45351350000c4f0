# shellcheck shell=bash
# The sidecar and the gateway as their image has them, and a stand-in for the operator.

identity=$work/identity

make_identity() { # a token, and a certificate of the operator's stand-in and of the upstream
  mkdir "$identity"
  echo benchmark >"$identity/token"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
    -keyout "$identity/tls.key" -out "$identity/ca.crt" 2>"$work/openssl.log" || fail "openssl made no certificate: $(tail -n 3 "$work/openssl.log")"
}

start_stand_in() { # name, file of its class, arguments
  start "$1" "$java_home/bin/java" -XX:+UseSerialGC -Xmx64m --sun-misc-unsafe-memory-access=allow -cp "$runtime/lib/*" "${@:2}"
  until_true "$1" grep -qs listening "$work/$1.log"
}

start_operator() {
  start_stand_in operator hack/bench/BenchOperator.java "${port[operator]}" "$identity" \
    "training/stub=http://127.0.0.1:${port[upstream]}" "training/tls=https://localhost:${port[upstream-tls]}" \
    "training/stream=http://127.0.0.1:${port[events]}" "bench/e*2000=http://127.0.0.1:${port[upstream]}"
}

start_events() { start_stand_in events hack/bench/EventSource.java "${port[events]}"; }

start_process() { # name, memory of its container in MiB, port of the model API, of health, further variables and arguments by --
  local name=$1 memory=$2 model_api=$3 health=$4 variables=()
  shift 4
  while [ "${1:---}" != -- ]; do
    variables+=("$1")
    shift
  done
  rm -rf "$work/$name-journal"
  start "$name" env -i K8S_AI_WORKLOAD=Deployment/bench K8S_AI_CONTROL_URL="https://localhost:${port[operator]}" \
    K8S_AI_IDENTITY_DIR="$identity" K8S_AI_JOURNAL_DIR="$work/$name-journal" K8S_AI_MODEL_API_PORT="$model_api" \
    K8S_AI_HEALTH_PORT="$health" "${variables[@]}" \
    "$runtime/java/bin/java" -XX:MaxRAM="${memory}m" @"$runtime/java.args" ai.kernelpanic09.sidecar.Main "${@:2}"
  await "$name" "$health" /readyz
}

start_sidecar() { # endpoints, further variables
  start_process sidecar 160 "${port[sidecar]}" "${port[health]}" K8S_AI_ENDPOINTS="$1" "${@:2}"
}

start_gateway() { # number of endpoints, all of which it serves from the start
  start_process "gateway-$1" 512 "${port[gateway-$1]}" "${port[health-$1]}" K8S_AI_ENDPOINTS="$(seq -s, -f 'bench/e%.0f' 0 $(($1 - 1)))" -- --gateway
}
