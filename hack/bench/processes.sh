# shellcheck shell=bash
# Programs that a bench starts and stops, and what they use. The sourcing script sets work, a folder of its own.
declare -A pid=() # of each program that runs, by name
confined=()       # control groups that the next program starts in
hertz=$(getconf CLK_TCK)

mkfifo "$work/never"
exec 9<>"$work/never"
pause() { read -r -t "$1" -u 9 _ || true; } # seconds; without a process, which would disturb the measurement

start() { # name, command
  local name=$1 group
  shift
  {
    for group in "${confined[@]}"; do echo 0 >"$group/cgroup.procs"; done # 0 is the writer, which becomes the program
    exec "$@"
  } >"$work/$name.log" 2>&1 9>&- &
  pid[$name]=$!
}

stop() { # names of programs, which are told at once
  local name i
  for name in "$@"; do [ -z "${pid[$name]:-}" ] || kill "${pid[$name]}" 2>/dev/null || true; done
  for name in "$@"; do
    [ -n "${pid[$name]:-}" ] || continue
    for ((i = 0; i < 100; i++)); do
      kill -0 "${pid[$name]}" 2>/dev/null || break
      pause 0.1
    done
    kill -KILL "${pid[$name]}" 2>/dev/null || true # a suspended process does not act on SIGTERM
    wait "${pid[$name]}" 2>/dev/null || true
    unset "pid[$name]"
  done
}

answers() { # port, path: whether the server answers 200
  local status=''
  { exec 8<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n' "$2" >&8
  read -r -t 5 _ status _ <&8 || true
  exec 8>&-
  [ "$status" = 200 ]
}

await() { # name, port, path: waits until the program answers
  until_true "$1" answers "$2" "$3"
}

until_true() { # name, command: waits until the command succeeds, which tells that the program has started
  local name=$1 end=$((SECONDS + 120))
  shift
  until "$@"; do
    if ! kill -0 "${pid[$name]}" 2>/dev/null || [ $SECONDS -ge $end ]; then
      tail -n 20 "$work/$name.log" >&2
      fail "$name did not start (the end of its log is above)"
    fi
    pause 0.002
  done
}

is_free() { ! { exec 8<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; } # port

family() { echo "$1"; pgrep -P "$1" || true; } # process id: prints it and those of its children

cpu_ticks() { # process id: user and system time of its family
  local each stat sum=0
  for each in $(family "$1"); do
    stat=$(<"/proc/$each/stat")
    # shellcheck disable=SC2086
    set -- ${stat##*) } # the program's name, which may hold blanks, comes before these
    sum=$((sum + ${12} + ${13}))
  done
  echo $sum
}

memory_mb() { # Rss or Pss, process id: memory of its family; of Pss, pages that processes share count in parts
  local each files=()
  for each in $(family "$2"); do files+=("/proc/$each/smaps_rollup"); done
  awk -v member="$1:" '$1 == member { sum += $2 } END { print sum / 1024 }' "${files[@]}"
}

most_memory_mb() { # process id: the most memory that its family ever had resident, as a sum over its processes
  local each files=()
  for each in $(family "$1"); do files+=("/proc/$each/status"); done
  awk '/^VmHWM:/ { sum += $2 } END { print sum / 1024 }' "${files[@]}"
}
