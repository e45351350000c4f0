#!/usr/bin/env bash
# Builds the images from the packaged modules, with docker if an engine answers, else with buildah and a base made from
# Debian's packages: no engine and no registry is needed then.
#   images.sh build [MODULE...]   operator, sidecar and simulator, or those named (after mvn package)
#   images.sh check [MODULE...]   that these have no shell, do not run as root, and have their bill of materials; build does it too
#   images.sh tools               localhost/e2e-tools:1, a shell and curl: what the end-to-end tests run as an app
#   images.sh runtime NAME        localhost/e2e-NAME:1, these and this machine's python, node or java: apps with real clients
#   images.sh save FOLDER [NAME...]   the images, or those named, as archives in FOLDER, for a node without a registry
#   images.sh clean               drop buildah's store of all of them
# IMAGE_REGISTRY, IMAGE_TAG, BASE, JDK: see the defaults below. RELEASE=yes: only with digests of BASE and JDK, and bills of materials. AOT=false leaves the training of the AOT caches out.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
registry=${IMAGE_REGISTRY:-ghcr.io/kernelpanic09}
tag=${IMAGE_TAG:-dev}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/k8s-ai-operator
modules=(operator sidecar simulator)

image() {
  case $1 in
    simulator) echo "$registry/bedrock-simulator:$tag" ;;
    tools | python | node | java) echo "localhost/e2e-$1:1" ;;
    *) echo "$registry/k8s-ai-$1:$tag" ;;
  esac
}
engine() { [ "${ENGINE:-}" != buildah ] && docker info >/dev/null 2>&1; }
buildah_() { # a store of its own: whatever else uses buildah or podman here may have other settings
  BUILDAH_ISOLATION=chroot command buildah --root "$cache/images" --runroot "${TMPDIR:-/tmp}/k8s-ai-operator-images-$(id -u)" \
    --storage-driver "${STORAGE_DRIVER:-overlay}" "$@"
}

# --- bases from Debian's packages -----------------------------------------------------------------------------------

download() { (cd "$1" && apt-get -o APT::Sandbox::User=root download -qq "$2"); }

unpack() { # folder, packages: their files, without running any of their scripts
  local to=$1 at=$cache/debs
  shift
  mkdir -p "$at" "$to"
  local p
  for p in "$@"; do
    [ -n "$(find "$at" -name "${p}_*.deb" -print -quit)" ] || download "$at" "$p" 2>/dev/null || { [ "$(id -u)" = 0 ] && apt-get update -qq && download "$at" "$p"; } ||
      fail "cannot get Debian's package $p: apt-get update first, or name the images to build on: BASE=… JDK=…"
    dpkg -x "$(find "$at" -name "${p}_*.deb" | sort | tail -n 1)" "$to"
  done
}

commit() { # folder, image, settings for buildah config
  local from=$1 to=$2 work
  shift 2
  work=$(buildah_ from scratch)
  buildah_ copy -q "$work" "$from" / >/dev/null
  [ $# = 0 ] || buildah_ config "$@" "$work"
  buildah_ commit -q --rm "$work" "$to" >/dev/null
}

skeleton() { # folder: the least that a program expects of a system
  mkdir -p "$1"/etc/ssl/certs "$1"/{tmp,proc,sys,dev,run,home/nonroot}
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$1/etc/group"
  echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
  unpack "$1" libc6 zlib1g libgcc-s1 libstdc++6 ca-certificates
  find "$1/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$1/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$1"/usr/share/{doc,man,locale,lintian,gcc,gdb,bash-completion}
}

base() { # localhost/base, what a Java runtime needs; localhost/jdk, that and a JDK and a shell, to build in
  command -v buildah >/dev/null || fail "needs docker with an engine that answers, or buildah (apt-get install buildah)"
  command -v dpkg >/dev/null || [ -n "${BASE:-}" ] || fail "makes its base from Debian's packages: on another system name one, BASE=… JDK=…"
  local home version t made
  home=$(hack/jdk25.sh) || exit 1
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release")
  made=$(sha256sum hack/images.sh | cut -c1-8) # by this very recipe
  BASE=${BASE:-localhost/base:$made}
  if [ "$BASE" = "localhost/base:$made" ] && ! buildah_ inspect --type image "$BASE" >/dev/null 2>&1; then
    echo "making $BASE from Debian's packages"
    t=$(mktemp -d)
    skeleton "$t/root"
    commit "$t/root" "$BASE" --user 65532:65532
    rm -rf "$t"
  fi
  if [ -z "${JDK:-}" ]; then
    JDK=localhost/jdk:$version-$made
    if ! buildah_ inspect --type image "$JDK" >/dev/null 2>&1; then
      echo "making $JDK from $home"
      t=$(mktemp -d)
      skeleton "$t/root"
      shell "$t/root"
      jdk "$t/root" "$home"
      commit "$t/root" "$JDK" --env JAVA_HOME=/opt/jdk --env PATH=/bin:/opt/jdk/bin
      rm -rf "$t"
    fi
  fi
}

jdk() { # folder, home of a JDK: the JDK in opt/jdk, to compile and run with
  mkdir -p "$1/opt"
  cp -rpL "$2" "$1/opt/jdk" # followed: a Debian JDK links its trust store to the system
  rm -f "$1/opt/jdk/lib/src.zip"
}

shell() { # folder: busybox under all its names
  local applet
  unpack "$1" busybox-static
  for applet in $("$1/bin/busybox" --list); do [ -e "$1/bin/$applet" ] || ln -s busybox "$1/bin/$applet"; done
}

# --- commands -------------------------------------------------------------------------------------------------------

build() {
  local m args
  if [ "${RELEASE:-}" = yes ]; then
    for m in BASE JDK; do
      [[ ${!m:-} =~ @sha256:[0-9a-f]{64}$ ]] || fail "$m is '${!m:-}', not an image by digest: $m=name@sha256:…"
    done
  fi
  [ $# -gt 0 ] || set -- "${modules[@]}"
  for m in "$@"; do [ -d "$m/target/lib" ] || fail "$m is not packaged yet: make docker-build does both, or mvn package first"; done
  if ! engine; then base; fi # not engine || base, in which a failing step of base would not end it
  for m in "$@"; do
    args=(--build-arg "AOT=${AOT:-true}" -f "$m/Dockerfile" -t "$(image "$m")")
    [ -z "${BASE:-}" ] || args+=(--build-arg "BASE=$BASE")
    [ -z "${JDK:-}" ] || args+=(--build-arg "JDK=$JDK")
    { if engine; then docker build "${args[@]}" "$m"; else buildah_ bud --layers --force-rm "${args[@]}" "$m"; fi; } >"$m/target/image.log" 2>&1 ||
      { tail -n 40 "$m/target/image.log" >&2; fail "could not build $(image "$m"): the end of $m/target/image.log is above"; }
    check "$m"
    echo "built $(image "$m"): $(size "$m") MB compressed"
  done
}

size() { # module: what a node downloads of its image, in MB
  local name work bytes
  name=$(image "$1")
  if engine; then
    bytes=$(docker save "$name" | gzip | wc -c)
  else
    work=$(mktemp -d)
    buildah_ push -q --format oci "$name" "oci:$work" # which compresses each layer, as a registry has it
    bytes=$(du -sb "$work/blobs" | cut -f1)
    rm -rf "$work"
  fi
  awk "BEGIN { printf \"%.0f\", $bytes / 1000000 }"
}

unlisted() { # an image without its bill of materials
  [ "${RELEASE:-}" != yes ] || fail "$1 has no bill of materials: package it with network, which the plugin needs"
  echo "$1 has no bill of materials: it was packaged without network"
}

check() {
  local m name files user work layer
  [ $# -gt 0 ] || set -- "${modules[@]}"
  for m in "$@"; do
    name=$(image "$m")
    files=$m/target/image.files
    if engine; then
      work=$(docker create "$name")
      docker export "$work" | tar -t >"$files"
      docker rm "$work" >/dev/null
      user=$(docker image inspect --format '{{.Config.User}}' "$name")
    else
      work=$(mktemp -d)
      buildah_ push -q "$name" "dir:$work"
      for layer in "$work"/*; do tar -tf "$layer" 2>/dev/null || true; done | sed 's|^\./||' >"$files" # not all are layers
      rm -rf "$work"
      user=$(buildah_ inspect --type image --format '{{.OCIv1.Config.User}}' "$name")
    fi
    grep -qx 'opt/java/bin/java' "$files" || fail "the files of $name can't be listed"
    work=$(grep -E '(^|/)(sh|ash|bash|dash|busybox)$' "$files" || true)
    [ -z "$work" ] || fail "$name has a shell: $work"
    [ "$user" = 65532:65532 ] || fail "$name runs as '$user', not as 65532:65532"
    grep -qx 'app/bom.json' "$files" || unlisted "$name"
  done
}

# --- apps of the end-to-end tests -----------------------------------------------------------------------------------

libraries() { # folder, programs: the libraries that they load
  local to=$1 file
  shift
  for file in $(ldd "$@" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | sort -u); do
    [ -e "$to$file" ] || install -D "$file" "$to$file"
  done
}

toolbox() { # folder: a shell and curl
  local curl
  curl=$(command -v curl) || fail "needs curl (apt-get install curl)"
  skeleton "$1"
  shell "$1"
  install -D "$curl" "$1$curl"
  libraries "$1" "$curl"
}

python() { # folder: python3 with its standard library, where it is on this machine, because it looks there for its parts
  local program library
  command -v python3 >/dev/null || fail "needs python3 (apt-get install python3)"
  program=$(python3 -c 'import os, sys; print(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))')
  library=$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
  install -D "$program" "$1$program"
  ln -sf "$program" "$1/usr/bin/python3"
  mkdir -p "$1$library"
  tar -C "$library" --exclude=./test --exclude='./*-packages' --exclude='./config-*' --exclude=./idlelib --exclude=./ensurepip -cf - . | tar -C "$1$library" -xf -
  libraries "$1" "$program" "$library"/lib-dynload/*.so
}

node() { # folder: node
  local program
  command -v node >/dev/null || fail "needs Node.js (https://nodejs.org)"
  program=$(command node -p process.execPath)
  install -D "$program" "$1/usr/bin/node"
  libraries "$1" "$program"
}

java() { # folder: java, which compiles what it runs
  local home
  home=$(hack/jdk25.sh) || exit 1
  jdk "$1" "$home"
  ln -s /opt/jdk/bin/java "$1/usr/bin/java"
}

app() { # image, parts
  local name=$1 part t
  shift
  t=$(mktemp -d)
  for part in "$@"; do "$part" "$t/root"; done
  commit "$t/root" "$(image "$name")" --user 65532:65532 --env PATH=/bin:/usr/bin --cmd '["/bin/sleep","2147483647"]'
  rm -rf "$t"
  echo "built $(image "$name")"
}

tools() { app tools toolbox; }

runtime() {
  local name=${1:-} program work version
  case $name in
    python) program=python3 ;;
    node | java) program=$name ;;
    *) usage "there is no runtime $name" ;;
  esac
  app "$name" toolbox "$name"
  work=$(buildah_ from "$(image "$name")")
  version=$(buildah_ run "$work" -- "$program" --version 2>&1) ||
    fail "this machine's $program does not run on the libraries of Debian's packages: ${version##*$'\n'}"
  buildah_ rm "$work" >/dev/null
  echo "it has ${version%%$'\n'*}"
}

save() {
  local to=${1:?a folder} m name
  shift
  [ $# -gt 0 ] || set -- "${modules[@]}" tools
  mkdir -p "$to"
  for m in "$@"; do
    name=$(image "$m")
    rm -f "$to/$m.tar"
    if [[ " ${modules[*]} " == *" $m "* ]] && engine; then
      docker image inspect "$name" >/dev/null 2>&1 || fail "$name is not built"
      docker save -o "$to/$m.tar" "$name"
    elif buildah_ inspect --type image "$name" >/dev/null 2>&1; then
      buildah_ push -q "$name" "docker-archive:$to/$m.tar:$name"
    else
      [ "$m" = tools ] || fail "$name is not built"
    fi
  done
}

clean() { buildah_ rm -a >/dev/null; buildah_ rmi -a -f >/dev/null; }

case ${1:-} in
  build | check | tools | runtime | save | clean) "$@" ;;
  *) usage "${1:+there is no command $1}" ;;
esac
