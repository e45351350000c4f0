#!/usr/bin/env bash
# The quickstart on this machine: a simulated AWS, the proxy in local mode on the same manifests, real calls with curl, a
# prompt from a template, and a budget running out. Needs a JDK 25 and Maven; listens on loopback only, and leaves nothing running.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../hack/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
for program in make mvn curl; do command -v $program >/dev/null || fail "needs $program: please install it"; done
work=$(mktemp -d)
pids=()

finish() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() { printf '$ %s\n' "$*"; "$@"; }
start() { # name, module, main class, arguments: its own process, logging to a file
  local name=$1 module=$2 main=$3
  shift 3
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    -cp "$module/target/$module.jar:$module/target/lib/*" "$main" "$@" >"$work/$name.log" 2>&1 &
  pids+=($!)
}
await() { # name, url
  for _ in $(seq 300); do
    curl -fs -o /dev/null "$2" && return
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/$1.log" >&2
  fail "$1 did not start (its log is above)"
}
call() { # endpoint: one call, its status and answer
  curl -s -w '\n' "$model_api/invoke/ai-workloads/$1" -H 'content-type: application/json' \
    -d '{"messages": [{"role": "user", "content": "Say hello to the platform team"}], "maxTokens": 64}'
}

render() { # [dryRun]: a prompt of the quickstart, with its variables filled in
  curl -s -w '\n' "$model_api/render/ai-workloads/code-review" -H 'content-type: application/json' \
    -d "{\"variables\": {\"Diff\": \"+ password = 'hunter2'\"}, \"maxTokens\": 64${1:+, \"$1\": true}}"
}

api_port=${DEMO_PORT:-8090} health_port=${DEMO_HEALTH_PORT:-18090} aws_port=${DEMO_AWS_PORT:-18080}
for port in $api_port $health_port $aws_port; do
  ! { exec 8<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || fail "port $port is taken: DEMO_PORT, DEMO_HEALTH_PORT and DEMO_AWS_PORT name others than 8090, 18090 and 18080"
done

say "Building (the first time downloads its libraries)"
make -s jars

model_api=http://localhost:$api_port
mkdir "$work/manifests"
cp examples/quickstart.yaml examples/demo/pocket-money.yaml "$work/manifests"

say "Starting a simulated AWS, and the proxy on the quickstart's manifests"
start simulator simulator ai.kernelpanic09.simulator.Main --port="$aws_port" --setup=demo
await simulator "http://127.0.0.1:$aws_port/_sim/health"
AWS_ENDPOINT_URL=http://127.0.0.1:$aws_port K8S_AI_BEDROCK_RUNTIME_URL=http://127.0.0.1:$aws_port \
  AWS_ACCESS_KEY_ID=AKIADEMODEMODEMODEMO AWS_SECRET_ACCESS_KEY=demo-secret-of-the-simulator AWS_REGION=us-east-1 \
  K8S_AI_JOURNAL_DIR=$work/journal K8S_AI_MODEL_API_PORT=$api_port K8S_AI_HEALTH_PORT=$health_port \
  start sidecar sidecar ai.kernelpanic09.sidecar.Main --local "$work/manifests"
await sidecar "http://127.0.0.1:$health_port/readyz"

say "An app calls localhost: no key, no SDK"
run call claude-haiku
run call claude-haiku

say "A prompt that the platform keeps, rendered: first what would be sent, then the call"
run render dryRun
run render

say "An endpoint with a cent a day: calls are served until it is spent, and never beyond"
for n in $(seq 100); do
  answer=$(call pocket-money)
  case $answer in
    *BudgetExhausted*) printf 'call %d: %s\n' "$n" "$answer"; break ;;
    *costUSD*) [ $((n % 5)) -ne 1 ] || printf 'call %d: %s\n' "$n" "$(grep -o '"costUSD":[^,}]*' <<<"$answer")" ;;
    *) fail "a call was answered with $answer" ;;
  esac
done

say "What was spent"
# The proxy reports to the ledger every few seconds, and at once when it needs more.
for _ in $(seq 100); do ! curl -s "http://127.0.0.1:$health_port/status" | grep -q 'claude-haiku .* 3$' || break; sleep 0.1; done
run curl -s "http://127.0.0.1:$health_port/status"

say "And what AWS would bill"
curl -s "http://127.0.0.1:$aws_port/_sim/bill" | grep -o '"byEndpoint":{[^}]*' | cut -c1-400
