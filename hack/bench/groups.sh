# shellcheck shell=bash
# Control groups, which bound and account a program as its container's do: of version 1 below the group that this shell is in,
# of version 2 at the root, because a group that has processes has no groups with controllers below it. Where the machine does
# not let this shell make any, group prints nothing.
groups=()

group_root() { # controller: prints the folder in which its groups are made, and the version
  local mount own
  mount=$(awk -v c="$1" '$3 == "cgroup" && "," $4 "," ~ "," c "," { print $2; exit }' /proc/mounts)
  if [ -n "$mount" ]; then
    own=$(awk -F: -v c="$1" '"," $2 "," ~ "," c "," { print $3; exit }' /proc/self/cgroup)
    [ -d "$mount$own" ] || own='' # in a container the group may be mounted as the root
    echo "$mount${own%/} 1"
  else
    awk '$3 == "cgroup2" { print $2, 2; exit }' /proc/mounts
  fi
}

group() { # memory or cpu, name, thousandths of a CPU: makes a group and appends its folder to groups; its status tells whether it did
  local root version folder
  read -r root version <<<"$(group_root "$1")"
  [ -n "$root" ] || return 1
  folder=$root/k8s-ai-bench-$$-$2
  mkdir "$folder" 2>/dev/null || return 1
  groups+=("$folder")
  case $1$version in
    memory1) [ -r "$folder/memory.usage_in_bytes" ] ;;
    memory2) [ -r "$folder/memory.current" ] ;;
    cpu1) set_group "$folder/cpu.cfs_period_us" 100000 && set_group "$folder/cpu.cfs_quota_us" $(($3 * 100)) ;;
    cpu2) set_group "$folder/cpu.max" "$(($3 * 100)) 100000" ;;
  esac
}

set_group() { # file, value
  [ -w "$1" ] && { echo "$2" >"$1"; } 2>/dev/null
}

charged_mb() { # folder of a group: memory that the kernel charges to it, files included
  awk '{ print $1 / 1048576 }' "$1/memory.usage_in_bytes" 2>/dev/null || awk '{ print $1 / 1048576 }' "$1/memory.current"
}

drop_groups() { # all of them, whose programs have ended
  local folder i
  for folder in "${groups[@]}"; do
    for ((i = 0; i < 50; i++)); do
      if rmdir "$folder" 2>/dev/null; then break; fi
      pause 0.1
    done
  done
  groups=()
}
