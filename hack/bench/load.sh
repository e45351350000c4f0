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

compiler_ticks() { # process id of a JVM: CPU time of its compilers
  awk '/[(]C[12] CompilerThre/ { sub(/.*[)] /, ""); sum += $12 + $13 } END { print sum + 0 }' "/proc/$1/task"/*/stat 2>/dev/null || true
}

warm_up() { # kind, target, calls: until those are answered and its compilers have little left to do, which depends on calls, not on time
  local end=$((SECONDS + warm_seconds)) calls=0 more before busy=$hertz
  while { [ $calls -lt "$3" ] || [ "$busy" -gt $((hertz / 10)) ]; } && [ $SECONDS -lt $end ]; do
    before=$(compiler_ticks "${pid[$2]}")
    more=$(saturate "$1" "$2" 1)
    calls=$((calls + more))
    busy=$(($(compiler_ticks "${pid[$2]}") - before))
  done
  if [ $calls -lt "$3" ] || [ "$busy" -gt $((hertz / 10)) ]; then
    notes+=("The $2 was not warm: its compilers still took $((busy * 100 / hertz)) % of a CPU after $calls calls of kind $1, when the rounds began.")
  fi
}

warm_up_all() { # kind, calls of the sidecar
  local peer
  for peer in "${peers[@]}"; do saturate "$1" "$peer" 1 >"$work/warm"; done
  warm_up "$1" sidecar "$2"
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
