# shellcheck shell=bash
# Every bash script of this project sources this right after its "set -Eeuo pipefail". Then each failure prints a line on
# stderr that says what failed where. Enclosing shells do not repeat what fail has printed.
trap_started=$PWD
trap_said='' # that line, for scripts that print more before they end
trap_told=113 # exit status of a subshell that has said why it ends: the enclosing shell adds nothing

failed() { # exit status, statuses of the pipeline's parts, file, line, command
  case $- in *e*) ;; *) return 0 ;; esac # a failure does not end the shell here, such as inside $(…), whose status the enclosing command checks
  local status=$1 file=$3 text
  if [ "$status" != $trap_told ]; then
    [ "${file#/}" != "$file" ] || file=$trap_started/$file
    # The command as the file has it, with all its lines: for a pipeline, bash would name only the last part.
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

fail() { # message: prints the reason, in one line, and exits
  echo "${0##*/}: $*" >&2
  [ "$BASH_SUBSHELL" = 0 ] || exit $trap_told
  exit 1
}

usage() { # prints the comment at the top of the script, and what was wrong with the call
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  echo "${0##*/}: called wrongly${*:+: $*}" >&2
  exit 2
}

trap 'failed "$?" "${PIPESTATUS[*]}" "${BASH_SOURCE[0]}" "$LINENO" "$BASH_COMMAND"' ERR
