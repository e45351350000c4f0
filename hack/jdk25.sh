#!/usr/bin/env bash
# Prints the home of a JDK 25 or newer: JAVA_HOME if it is one, else the first one found where JDKs are usually installed.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
major() { # folder: major version of the JDK in it, 0 if there is none
  [ -x "$1/bin/javac" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || echo 0
}
on_path=$(command -v javac 2>/dev/null || true)
[ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* "$HOME"/.jdks/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* /opt/java/* /opt/*jdk* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home; do
  found=$(major "$home")
  if [ "${found:-0}" -ge 25 ]; then
    echo "$home"
    exit
  fi
done
fail "needs a JDK 25 or newer: set JAVA_HOME to one (e.g. https://adoptium.net)"
