#!/usr/bin/env bash
# The quickstart on this machine: local mode serves its manifests with a simulated AWS, curl makes real calls and renders a
# prompt, and a budget runs out. Needs a JDK 25, Maven and curl; listens on loopback only, and leaves nothing running.
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
await() { # name, url
  for _ in $(seq 300); do
    curl -fs -o /dev/null "$2" && return
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/$1.log" >&2
  fail "$1 did not start (its log is above)"
}
call() { # endpoint: makes one call, prints its status and answer
  curl -s -w '\n' "$model_api/invoke/ai-workloads/$1" -H 'content-type: application/json' \
    -d '{"messages": [{"role": "user", "content": "Say hello to the platform team"}], "maxTokens": 64}'
}

render() { # [dryRun]: renders a prompt of the quickstart with its variables
  curl -s -w '\n' "$model_api/render/ai-workloads/code-review" -H 'content-type: application/json' \
    -d "{\"variables\": {\"Diff\": \"+ password = 'hunter2'\"}, \"maxTokens\": 64${1:+, \"$1\": true}}"
}

api_port=${DEMO_PORT:-8090} health_port=${DEMO_HEALTH_PORT:-18090}
for port in $api_port $health_port; do
  ! { exec 8<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || fail "port $port is taken: DEMO_PORT and DEMO_HEALTH_PORT name others than 8090 and 18090"
done

say "Building (the first time downloads its libraries)"
make -s jars

model_api=http://localhost:$api_port
mkdir "$work/manifests"
cp examples/quickstart.yaml examples/demo/pocket-money.yaml "$work/manifests"

say "Starting local mode with a simulated AWS on the quickstart's manifests"
bin/k8s-ai local "$work/manifests" --simulated --assume-role --port "$api_port" --health-port "$health_port" >"$work/local.log" 2>&1 &
pids+=($!)
await local "http://127.0.0.1:$health_port/readyz"
# The address of the simulated AWS is printed when it already listens.
for _ in $(seq 100); do ! grep -q /_sim/bill "$work/local.log" || break; sleep 0.1; done
bill=$(grep -o 'http://[^ ]*/_sim/bill' "$work/local.log")

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
curl -s "$bill" | grep -o '"byEndpoint":{[^}]*' | cut -c1-400
