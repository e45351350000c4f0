# shellcheck shell=bash
# Calls, and what they cost. A kind of call has a path and a body; samples are lines of: metric, round, target, value.
declare -A path=()
samples=$work/samples

sample() { printf '%s\t%s\t%s\t%s\n' "$@" >>"$samples"; } # metric, round, target, value

kind() { # name, path, body
  path[$1]=$2
  printf %s "$3" >"$work/$1.body"
  cat >"$work/$1.lua" <<L
wrk.method = "POST"
wrk.body = io.open("$work/$1.body"):read("*a")
wrk.headers["content-type"] = "application/json"
L
}

in_turn() { # round, targets: prints them with another one first in each round, so that none always follows the same one
  local first=$(($1 % ($# - 1)))
  shift
  echo "${@:first+1}" "${@:1:first}"
}

saturate() { # kind, target, seconds: prints the number of answered calls
  wrk -t1 -c32 --timeout 10s -d"$3s" -s "$work/$1.lua" "http://127.0.0.1:${port[$2]}${path[$1]}" >"$work/wrk.log" || fail "wrk: $(cat "$work/wrk.log")"
  ! grep -E 'Non-2xx|Socket errors' "$work/wrk.log" >&2 || fail "$2 did not answer every call of kind $1: the figures would mean nothing"
  sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' "$work/wrk.log"
}

warm_up() { # kind, calls; by number of calls, not by time: the JVM compiles by calls, and a busy machine takes longer for them
  local end=$((SECONDS + warm_seconds)) calls=0 more peer
  while [ $calls -lt "$2" ] && [ $SECONDS -lt $end ]; do
    more=$(saturate "$1" sidecar 1)
    calls=$((calls + more))
  done
  for peer in "${peers[@]}"; do saturate "$1" "$peer" 1 >"$work/warm"; done
  [ $calls -ge "$2" ] || notes+=("The sidecar was not warm: it had answered $calls of $2 calls of kind $1 when the rounds began.")
}

measure_saturation() { # kind, round: of the sidecar and its peers
  local target before calls after
  for target in $(in_turn "$2" sidecar "${peers[@]}"); do
    before=$(cpu_ticks "${pid[$target]}")
    calls=$(saturate "$1" "$target" "$seconds")
    after=$(cpu_ticks "${pid[$target]}")
    [ "$calls" -gt 0 ] || fail "$target answered no call of kind $1"
    sample "$1-cpu" "$2" "$target" "$(awk "BEGIN { print ($after - $before) * 1000000 / $hertz / $calls }")"
    sample "$1-rate" "$2" "$target" $((calls / seconds))
  done
}

open_loop() { # prefix of its metrics, calls per second, seconds, rounds, connections, kind, targets as OpenLoop.java has them
  "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m e2e/src/test/java/ai/kernelpanic09/e2e/OpenLoop.java \
    "${@:1:5}" "$work/$6.body" "${@:7}" || fail "the open loop failed, at calls of kind $6"
}

targets() { # kind: prints the sidecar and its peers as targets
  local each
  for each in sidecar "${peers[@]}"; do echo "$each,${pid[$each]},${port[$each]},${path[$1]}"; done
}
