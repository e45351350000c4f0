# shellcheck shell=bash
# Sourced by every bash script of this project, right after its "set -Eeuo pipefail": so none ends in a failure without a line
# on stderr that says what failed where. What fail has said is not said again by the shells around it.
trap_started=$PWD
trap_said='' # the line, for scripts that print more before they end
trap_told=113 # the exit status of a subshell that has said why it ends: the shell around it has nothing to add

failed() { # exit status, those of the pipeline's parts, file, line, command
  case $- in *e*) ;; *) return 0 ;; esac # where a failure ends nothing, such as inside $(…), which the command around it judges
  local status=$1 file=$3 text
  if [ "$status" != $trap_told ]; then
    [ "${file#/}" != "$file" ] || file=$trap_started/$file
    # The command as it stands there, over all its lines: of a pipeline, bash would name just the last part.
    text=$(awk -v at="$4" '
      { sub(/^ +/, ""); text = continued ? text " " $0 : $0; continued = /(\\|[|]|&&)$/; sub(/ *\\$/, "", text) }
      NR >= at && !continued { print substr(text, 1, 300); exit }' "$file" 2>/dev/null || true)
    trap_said="${3##*/}: line $4: exit status ${2// /|}: ${text:-$5}"
    echo "$trap_said" >&2
  elif [ "$BASH_SUBSHELL" = 0 ]; then
    status=1
  fi
  [ "$BASH_SUBSHELL" = 0 ] || status=$trap_told
  exit "$status"
}

fail() { # message: the reason, in one line, and the end
  echo "${0##*/}: $*" >&2
  [ "$BASH_SUBSHELL" = 0 ] || exit $trap_told
  exit 1
}

usage() { # the comment at the top of the script, and what was wrong with how it was called
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  echo "${0##*/}: called wrongly${*:+: $*}" >&2
  exit 2
}

trap 'failed "$?" "${PIPESTATUS[*]}" "${BASH_SOURCE[0]}" "$LINENO" "$BASH_COMMAND"' ERR
