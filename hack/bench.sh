#!/usr/bin/env bash
# Measures the sidecar beside nginx as a plain reverse proxy, both in front of the same canned Bedrock, in one run.
#   bench.sh          five rounds, about three minutes
#   bench.sh quick    three short rounds, for a first look
# Prints a table and keeps it in target/bench.md; docs/benchmarks.md says how to read it. Needs the packaged sidecar (make bench
# sees to that), nginx and wrk. Listens on the loopback, on five ports from BENCH_PORT (18480) on, and leaves nothing running.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case ${1:-} in
  '') rounds=5 seconds=4 warm_calls=60000 warm_seconds=40 starts=10 ;;
  quick) rounds=3 seconds=1 warm_calls=15000 warm_seconds=10 starts=3 ;;
  *) usage "'$1' is not quick" ;;
esac
per_second=1000
upstream=${BENCH_PORT:-18480}
nginx=$((upstream + 1)) sidecar=$((upstream + 2)) health=$((upstream + 3)) operator=$((upstream + 4))
path=/invoke/training/stub
java_home=$(hack/jdk25.sh) || exit 1
runtime=$PWD/target/bench
work=$(mktemp -d)
samples=$work/samples # lines of: metric, round, target, value
pids=()
note=''
hertz=$(getconf CLK_TCK)

finish() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null && sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true # a suspended process does not act on SIGTERM
  done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

mkfifo "$work/never"
exec 9<>"$work/never"
pause() { read -r -t "$1" -u 9 _ || true; } # seconds; without a process, which would disturb the measurement

start() { # name, command; appends its process id to pids
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 9>&- &
  pids+=($!)
}

stop() { # stops the process that was started last
  kill "${pids[-1]}"
  wait "${pids[-1]}" || true
  unset 'pids[-1]'
}

answers() { # port, path: whether the server answers 200
  local status=''
  { exec 8<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&8
  read -r -t 5 _ status _ <&8 || true
  exec 8>&-
  [ "$status" = 200 ]
}

await() { # name, port, path: waits until the process that was started last answers
  local end=$((SECONDS + 30))
  until answers "$2" "$3"; do
    if ! kill -0 "${pids[-1]}" 2>/dev/null || [ $SECONDS -ge $end ]; then
      tail -n 20 "$work/$1.log" >&2
      fail "$1 did not start (the end of its log is above)"
    fi
    pause 0.002
  done
}

family() { echo "$1"; pgrep -P "$1" || true; } # process id: prints it and those of its children

cpu_ticks() { # process id: user and system time of its family
  local pid stat sum=0
  for pid in $(family "$1"); do
    stat=$(<"/proc/$pid/stat")
    # shellcheck disable=SC2086
    set -- ${stat##*) } # the program's name, which may hold blanks, comes before these
    sum=$((sum + ${12} + ${13}))
  done
  echo $sum
}

resident_mb() { # process id: resident memory of its family
  local pid files=()
  for pid in $(family "$1"); do files+=("/proc/$pid/status"); done
  awk '/^VmRSS:/ { sum += $2 } END { print sum / 1024 }' "${files[@]}"
}

# --- the programs ---------------------------------------------------------------------------------------------------

nginx_config() { # name, port, what it does
  cat <<C
daemon off;
worker_processes 1;
pid $work/$1.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $work/$1-body;
  proxy_temp_path $work/$1-proxy;
  fastcgi_temp_path $work/$1-fastcgi;
  uwsgi_temp_path $work/$1-uwsgi;
  scgi_temp_path $work/$1-scgi;
  upstream bedrock { server 127.0.0.1:$upstream; keepalive 64; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:$2; location / { $3 } }
}
C
}

start_nginx() { # name, port, what it does
  nginx_config "$@" >"$work/$1.conf"
  start "$1" nginx -e stderr -c "$work/$1.conf" -p "$work"
  await "$1" "$2" /
}

start_operator() { # starts a stand-in for the operator, over TLS, that sends the sidecar to the canned Bedrock
  keytool() { "$java_home/bin/keytool" "$@" -keystore "$work/identity/tls.p12" -storepass training -alias training 2>>"$work/keytool.log"; }
  mkdir "$work/identity"
  keytool -genkeypair -keyalg EC -groupname secp256r1 -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -validity 2
  keytool -exportcert -rfc -file "$work/identity/ca.crt"
  echo benchmark >"$work/identity/token"
  start operator "$java_home/bin/java" -XX:+UseSerialGC -Xmx64m --sun-misc-unsafe-memory-access=allow -cp "$runtime/lib/*" \
    hack/BenchOperator.java "$operator" "$work/identity/tls.p12" "http://127.0.0.1:$upstream"
  local end=$((SECONDS + 60))
  until grep -q listening "$work/operator.log"; do
    if [ $SECONDS -ge $end ] || ! kill -0 "${pids[-1]}" 2>/dev/null; then
      cat "$work/operator.log" >&2
      fail "the operator's stand-in did not start (its log is above)"
    fi
    pause 0.05
  done
}

start_sidecar() {
  rm -rf "$work/journal"
  start sidecar env -i K8S_AI_ENDPOINTS=training/stub K8S_AI_WORKLOAD=Deployment/bench K8S_AI_CONTROL_URL="https://localhost:$operator" \
    K8S_AI_IDENTITY_DIR="$work/identity" K8S_AI_JOURNAL_DIR="$work/journal" K8S_AI_MODEL_API_PORT="$sidecar" K8S_AI_HEALTH_PORT="$health" \
    "$runtime/java/bin/java" @"$runtime/java.args" ai.kernelpanic09.sidecar.Main
  await sidecar "$health" /readyz
}

prepare() {
  local program missing=''
  for program in nginx wrk pgrep; do command -v "$program" >/dev/null || missing+=" $program"; done
  [ -z "$missing" ] || fail "missing:$missing; on Debian: apt-get install nginx-light wrk procps"
  [ -d sidecar/target/lib ] || fail "the sidecar is not packaged yet: make bench does that too"
  local port
  for port in $upstream $nginx $sidecar $health $operator; do
    ! { exec 8<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || fail "port $port is taken: BENCH_PORT=… names the first of five others"
  done
  hack/runtime.sh sidecar "$runtime"
  printf '{"messages":[{"role":"user","content":"Say hello to the platform team, in one short sentence."}],"maxTokens":64}' >"$work/body"
  cat >"$work/post.lua" <<L
wrk.method = "POST"
wrk.body = io.open("$work/body"):read("*a")
wrk.headers["content-type"] = "application/json"
L
  start_nginx upstream "$upstream" "default_type application/json; return 200 '$(canned)';"
}

canned() {
  printf '%s' '{"metrics":{"latencyMs":1},"output":{"message":{"content":[{"text":"Hello, platform team: your endpoint answers."}],"role":"assistant"}},' \
    '"stopReason":"end_turn","usage":{"inputTokens":18,"outputTokens":12,"totalTokens":30}}'
}

# --- measuring ------------------------------------------------------------------------------------------------------

sample() { printf '%s\t%s\t%s\t%s\n' "$@" >>"$samples"; } # metric, round, target, value

measure_starts() {
  local i from
  for i in $(seq "$starts"); do
    from=${EPOCHREALTIME/./}
    start_sidecar
    sample start "$i" sidecar $(((${EPOCHREALTIME/./} - from) / 1000))
    stop
  done
}

saturate() { # port, seconds: prints the number of answered calls
  wrk -t1 -c32 --timeout 10s -d"$2s" -s "$work/post.lua" "http://127.0.0.1:$1$path" >"$work/wrk.log" || fail "wrk: $(cat "$work/wrk.log")"
  ! grep -E 'Non-2xx|Socket errors' "$work/wrk.log" >&2 || fail "port $1 did not answer every call: the figures would mean nothing"
  sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' "$work/wrk.log"
}

warm_up() { # by number of calls, not by time: the JVM compiles by calls, and a busy machine takes longer for them
  local end=$((SECONDS + warm_seconds)) calls=0 more
  while [ $calls -lt "$warm_calls" ] && [ $SECONDS -lt $end ]; do
    more=$(saturate "$sidecar" 1)
    calls=$((calls + more))
  done
  saturate "$nginx" 1 >"$work/warm"
  [ $calls -ge "$warm_calls" ] || note="The sidecar was not warm: it had answered $calls of $warm_calls calls when the rounds began."
}

measure_saturation() { # round, target, port, id
  local before calls after
  before=$(cpu_ticks "$4")
  calls=$(saturate "$3" "$seconds")
  after=$(cpu_ticks "$4")
  sample cpu "$1" "$2" "$(awk "BEGIN { print ($after - $before) * 1000000 / $hertz / $calls }")"
  sample rate "$1" "$2" $((calls / seconds))
}

measure_latency() {
  "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m e2e/src/test/java/ai/kernelpanic09/e2e/OpenLoop.java \
    "$per_second" "$seconds" "$rounds" "$path" "$work/body" "direct=$upstream" "sidecar=$sidecar" "nginx=$nginx" >>"$samples" || fail "the open loop failed"
}

table() {
  awk -F'\t' -v rounds="$rounds" -v starts="$starts" '
    function spread(list, format,   n, a, i, j, t) { # median (least to most)
      n = split(list, a, " ")
      if (n == 0) return "–"
      for (i = 2; i <= n; i++) { t = a[i] + 0; for (j = i - 1; j >= 1 && a[j] + 0 > t; j--) a[j + 1] = a[j]; a[j + 1] = t }
      t = n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
      return n == 1 ? sprintf(format, t) : sprintf(format " (" format " to " format ")", t, a[1], a[n])
    }
    function row(title, metric, format, held, less,   r, t, list, ratio, x) {
      split("", list); ratio = ""
      for (r = 1; r <= starts + rounds; r++) {
        for (t = 1; t <= 2; t++) {
          if (!((metric, r, who[t]) in v)) continue
          x[t] = v[metric, r, who[t]] - (less ? v[metric, r, "direct"] : 0)
          list[t] = list[t] " " x[t]
        }
        if (((metric, r, "sidecar") in v) && ((metric, r, "nginx") in v) && x[2] > 0) ratio = ratio " " x[1] / x[2]
      }
      printf "| %s | %s | %s | %s | %s |\n", title, spread(list[1], format), spread(list[2], format), spread(ratio, "%.2f"), held
    }
    BEGIN { who[1] = "sidecar"; who[2] = "nginx" }
    { v[$1, $2, $3] = $4; if ($3 == "direct") direct[$1] = direct[$1] " " $4 }
    END {
      print "| | sidecar | nginx | sidecar / nginx | held to (goal) |"
      print "|---|---|---|---|---|"
      row("CPU per call at saturation, µs", "cpu", "%.1f", "≤ 4 × nginx (2 ×)")
      row("calls per second at saturation", "rate", "%d", "")
      row("latency added at 1000/s, p50, µs", "p50", "%.0f", "≤ 100 (60)", 1)
      row("latency added at 1000/s, p99, µs", "p99", "%.0f", "≤ 800 (400)", 1)
      row("resident memory, idle, MB", "idle", "%.1f", "≤ 80 (60)")
      row("resident memory, after load, MB", "loaded", "%.1f", "≤ 100 (75)")
      row("start to healthy, ms", "start", "%d", "≤ 250 (150)")
      printf "\nWithout a proxy the same calls take %s µs at p50 and %s µs at p99.\n", spread(direct["p50"], "%.0f"), spread(direct["p99"], "%.0f")
    }' "$samples"
}

report() {
  echo "Median (least to most) of $rounds rounds, $starts starts. $(date -u +%FT%RZ), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):" \
    "$(nproc) CPUs ($(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)), Linux $(uname -r)," \
    "JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$java_home/release"), AOT cache ${AOT:-true}, $(nginx -v 2>&1 | sed 's/.*: //'), load before $load."
  awk -v load="${load%% *}" -v cpus="$(nproc)" 'BEGIN { if (load > cpus / 2) print "\n**The machine was busy with something else: these figures are too high.**" }'
  [ -z "$note" ] || printf '\n**%s**\n' "$note"
  echo
  table
}

load=$(cut -d' ' -f1-3 /proc/loadavg)
say() { echo "$*" >&2; }
prepare
start_operator
say "starting the sidecar $starts times"
measure_starts
start_nginx nginx "$nginx" 'proxy_pass http://bedrock; proxy_http_version 1.1; proxy_set_header Connection "";'
nginx_id=${pids[-1]}
start_sidecar
sidecar_id=${pids[-1]}
pause 15 # until the JVM has given back the memory of its compilers
sample idle 1 sidecar "$(resident_mb "$sidecar_id")"
sample idle 1 nginx "$(resident_mb "$nginx_id")"
say "warming up"
warm_up
for round in $(seq "$rounds"); do
  say "saturation, round $round of $rounds"
  measure_saturation "$round" sidecar "$sidecar" "$sidecar_id"
  measure_saturation "$round" nginx "$nginx" "$nginx_id"
done
say "$per_second calls a second, $rounds rounds"
measure_latency
pause 15
sample loaded 1 sidecar "$(resident_mb "$sidecar_id")"
sample loaded 1 nginx "$(resident_mb "$nginx_id")"
mkdir -p target
report | tee target/bench.md
