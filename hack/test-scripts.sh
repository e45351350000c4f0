#!/usr/bin/env bash
# Checks the scripts of this project, in half a minute, before any test that takes longer. Prints the name of each check, and
# the whole output of those that failed. A script is a file that begins with #! and names a shell.
# shellcheck disable=SC2016 # texts of scripts are expanded when they run, not here
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t scripts < <(find . -name target -prune -o -name .git -prune -o -type f -exec awk 'FNR == 1 && /^#!.*sh$/ {print FILENAME} {nextfile}' {} + | LC_ALL=C sort)
[ ${#scripts[@]} -gt 10 ] || fail "found no scripts: ${scripts[*]}"
failures=0

check() { # the sentence that must hold, a function and its arguments
  local what=$1 rc
  shift
  set +e # no if or ||: within these a failing step would not end the function
  (set -e; "$@") >"$work/said" 2>&1 </dev/null
  rc=$?
  set -e
  if [ $rc = 0 ]; then
    echo "ok: $what"
  else
    failures=$((failures + 1))
    echo "FAILED: $what"
    sed 's/^/    /' "$work/said"
  fi
}

expect() { # name, the expected pattern, the text found
  # shellcheck disable=SC2053
  if [[ $3 != $2 ]]; then fail "$1 is '$3', not '$2'"; fi
}

dies() { # command: runs it; it must fail. Its stderr goes to $work/stderr, whose last line is printed
  local rc=0
  "$@" >"$work/stdout" 2>"$work/stderr" || rc=$?
  cat "$work/stdout" "$work/stderr" >&2
  [ $rc != 0 ] || fail "$* did not fail"
  tail -n 1 "$work/stderr"
}

program() { # name, text of a shell script: puts the program into $work/bin, first on the PATH
  mkdir -p "$work/bin"
  printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# --- all scripts ----------------------------------------------------------------------------------------------------

clean() {
  shellcheck -x -P SCRIPTDIR hack/trap.sh "${scripts[@]}"
  shellcheck -ax -P SCRIPTDIR hack/bench.sh # with its parts, which are no scripts by themselves
}

tells_where_it_fails() { # script: a copy of it whose first step, in a function, fails
  local script=$1 name=${1##*/} tree=$work/tree line last
  line=$(awk '/^source .*\/trap.sh"$|^trap .* ERR$/ {print NR + 1; exit}' "$script")
  [ -n "$line" ] || fail "$script does not source hack/trap.sh, and has no trap on ERR"
  mkdir -p "$tree/hack" "$tree/$(dirname "$script")"
  cp hack/trap.sh "$tree/hack/"
  sed "$((line - 1))a broken_step() { ls /no/such/folder; }; broken_step" "$script" >"$tree/$script"
  last=$(dies bash "$tree/$script")
  expect "the last line" "$name: line $line: exit status 2: *ls /no/such/folder*" "$last"
  expect "the number of lines that say so" 1 "$(grep -c "^$name: " "$work/stderr")"
}

# --- hack/trap.sh ---------------------------------------------------------------------------------------------------

says() { # lines of a script, which begin at its line 4; the last line that it must print
  printf '#!/usr/bin/env bash\nset -Eeuo pipefail\nsource "%s/hack/trap.sh"\n%s\n' "$PWD" "$1" >"$work/case.sh"
  expect "the last line" "$2" "$(dies bash "$work/case.sh")"
  expect "the number of lines of case.sh" 1 "$(grep -c '^case.sh: ' "$work/stderr")"
}

goes_on() { # lines of a script that must succeed and print nothing
  printf '#!/usr/bin/env bash\nset -Eeuo pipefail\nsource "%s/hack/trap.sh"\n%s\n' "$PWD" "$1" >"$work/case.sh"
  bash "$work/case.sh" 2>"$work/stderr"
  expect "what it says" '' "$(cat "$work/stderr")"
}

# --- single scripts -------------------------------------------------------------------------------------------------

stops_at() { # a program that fails, words that the last line must have, the script and its arguments
  local failing=$1 words=$2 last
  shift 2
  program "$failing" 'exit 7'
  last=$(PATH=$work/bin:$PATH dies "$@")
  rm "$work/bin/$failing"
  expect "the last line" "${1##*/}: line +([0-9]): exit status *7*: *$words*" "$last"
}
shopt -s extglob

part_that_does_not_build() {
  program go 'case $1 in env) echo go1.99.0 ;; *) echo "go: it is broken" >&2; exit 7 ;; esac'
  expect "the last line" 'cluster.sh: line *: exit status 7: *go build *' "$(CLUSTER_CACHE=$work/broken PATH=$work/bin:$PATH dies e2e/cluster.sh build pause)"
  rm "$work/bin/go"
  [ ! -e "$work/broken/bin/pause.stamp" ] || fail "it takes the part for built"
}

missing_packages_without_root() {
  program id 'echo 1000'
  program dpkg-query 'case $3 in shellcheck) exit 1 ;; *) printf installed ;; esac'
  expect "the last line" 'cluster.sh: missing, please install: shellcheck ' "$(PATH=$work/bin:$PATH dies e2e/cluster.sh deps)"
  rm "$work/bin/id" "$work/bin/dpkg-query"
}

demo_without() { # the program that is missing
  local few=$work/few program
  rm -rf "$few"
  mkdir "$few"
  for program in bash dirname sed awk readlink mktemp rm make mvn curl; do
    [ "$program" = "$1" ] || ln -s "$(command -v $program)" "$few/$program"
  done
  expect "the last line" "demo.sh: needs $1: please install it" \
    "$(dies env JAVA_HOME="$(hack/jdk25.sh)" PATH="$few" "$BASH" examples/demo/demo.sh)"
}

smallest_part() {
  local said
  said=$(CLUSTER_CACHE=$work/cache e2e/cluster.sh build pause)
  expect "what it says" 'building pause from its Go modules*' "$said"
  [ -x "$work/cache/bin/pause" ] || fail "there is no pause"
  expect "what it says the second time" '' "$(CLUSTER_CACHE=$work/cache e2e/cluster.sh build pause)"
}

training() { # the module, the java of its JAVA_HOME, the expected last line
  local home=$work/java
  mkdir -p "$home/bin"
  printf '#!/bin/sh\n%s\n' "$2" | tee "$home/bin/keytool" >"$home/bin/java"
  chmod +x "$home"/bin/*
  expect "the last line" "$3" "$(dies "$1/train.sh" "$home" "$work/arguments" "$work/cache.aot")"
}

untrained() { # a tree with nothing built
  local tree=$work/untrained
  mkdir -p "$tree"
  cp -r bin hack "$tree/"
  expect "the last line" "train-cli.sh: bin/k8s-ai ended with exit status 2: *run 'make build' in *" "$(dies "$tree/hack/train-cli.sh")"
}

fresh() {
  local before said
  rm -f "$work/stdout" "$work/stderr"
  before=$(ls -A "$work")
  said=$(TMPDIR=$work hack/test-fresh.sh 'echo "clone of $(git log -1 --format=%H), cache of $(ls -A "$XDG_CACHE_HOME" | wc -l)"' 'test -e README.md')
  expect "what it says" "*clone of $(git log -1 --format=%H), cache of 0*passed, *test -e README.md*" "$said"
  expect "the last line" "test-fresh.sh: 'exit 3' ended with exit status 3, in *" "$(TMPDIR=$work dies hack/test-fresh.sh 'exit 3' 'echo never')"
  ! grep never "$work/stdout" || fail "it goes on after a failure"
  rm -f "$work/stdout" "$work/stderr"
  expect "what it leaves" "$before" "$(ls -A "$work")"
}

unbuilt() {
  local before
  program mvn 'exit 7'
  rm -f "$work/stdout" "$work/stderr"
  before=$(ls -A "$work")
  expect "the last line" "reproducible.sh: the build failed*" "$(TMPDIR=$work PATH=$work/bin:$PATH dies hack/reproducible.sh)"
  rm -f "$work/stdout" "$work/stderr" "$work/bin/mvn"
  expect "what it leaves" "$before" "$(ls -A "$work")"
}

unpinned() {
  local digest
  digest=sha256:$(printf 'a%.0s' {1..64})
  expect "the last line" "images.sh: JDK is 'jdk:25', not an image by digest: *" "$(RELEASE=yes BASE=base@$digest JDK=jdk:25 dies hack/images.sh build operator)"
  expect "the last line" "images.sh: BASE is '', not an image by digest: *" "$(RELEASE=yes BASE='' JDK=jdk@$digest dies hack/images.sh build operator)"
}

documents() { # the line that fills in the examples' placeholders is the same in docs and script
  local line
  line=$(grep '^render() ' docs/irsa-setup.md)
  grep -qxF "$line" examples/simulated-aws.sh || fail "examples/simulated-aws.sh does not have docs/irsa-setup.md's line $line"
}

# --- run all --------------------------------------------------------------------------------------------------------

check "shellcheck finds nothing" clean
for script in "${scripts[@]}"; do
  case $(head -n 1 "$script") in
    *bash) check "$script says where it fails" tells_where_it_fails "$script" ;;
    *)
      case $script in
        ./operator/train.sh | ./sidecar/train.sh) ;;
        *) check "$script" fail "is a shell script that no check here knows: write it in bash, or add one" ;;
      esac
      ;;
  esac
done
check "train.sh says at which step it fails: keys" training sidecar 'case $1 in -genkeypair) exit 3 ;; esac' 'train.sh: exit status 3: keytool -genkeypair, *'
check "train.sh says at which step it fails: certificate" training sidecar 'case $1 in -exportcert) exit 3 ;; esac' 'train.sh: exit status 3: keytool -exportcert, *'
check "train.sh says at which step it fails: Java" training sidecar 'case $1 in -XX:*) exit 4 ;; esac' 'train.sh: exit status 4: */bin/java … *Main --aot-training*'
check "the operator's train.sh does: keys" training operator 'case $1 in -genkeypair) exit 3 ;; esac' 'train.sh: exit status 3: keytool -genkeypair, *'
check "the operator's train.sh does: Java" training operator 'case $1 in @*) exit 4 ;; esac' 'train.sh: exit status 4: */bin/java … *AotTraining*'
check "a failing part of a pipeline is told with all of it" says 'ls /no/such/folder 2>/dev/null | cat' 'case.sh: line 4: exit status 2|0: ls /no/such/folder 2>/dev/null | cat'
check "a command over several lines is told whole" says $'ls -d \\\n  /no/such/folder' 'case.sh: line *: exit status 2: ls -d /no/such/folder'
check "a failing step of a subshell is told once" says $'step() {\n  (cd / && ls no/such/folder | cat)\n}\nstep' 'case.sh: line 5: exit status 2|0: (cd / && ls no/such/folder | cat)'
check "a failing assignment is told where it stands" says $'step() {\n  x=$(ls /no/such/folder)\n}\nstep' 'case.sh: line 5: exit status 2: x=$(ls /no/such/folder)'
check "what fail says is not said again" says 'step() { fail "no more sugar"; }; x=$(step); echo $x' 'case.sh: no more sugar'
check "what is judged by the script is not told" goes_on $'step() { ls /no/such/folder 2>/dev/null; }\nx=$(step; echo 1)\nif step || ! step; then :; fi'
check "cluster.sh: a part that does not build" part_that_does_not_build
check "cluster.sh: missing packages are named where it may not install them" missing_packages_without_root
check "cluster.sh: its smallest part is built into an empty cache, once" smallest_part
check "suite.sh stops at a failing build" stops_at mvn '-q -DskipITs' e2e/suite.sh
check "prometheus.sh stops at a failing step" stops_at mkdir 'mkdir -p' e2e/prometheus.sh "$work/prometheus"
DEMO_PORT=1 DEMO_HEALTH_PORT=2 check "demo.sh stops at a failing build" stops_at make 'make -s jars' examples/demo/demo.sh
check "demo.sh names what is missing: Maven" demo_without mvn
check "demo.sh names what is missing: curl" demo_without curl
check "simulated-aws.sh stops at a failing kubectl" stops_at kubectl 'rollout status' examples/simulated-aws.sh
check "images.sh stops at a failing step" stops_at mkdir 'mkdir -p' hack/images.sh save "$work/images"
check "overlay.sh stops at a failing step" stops_at realpath 'realpath --relative-to' hack/overlay.sh config/default "$work/overlay"
check "bench.sh stops at a failing step" stops_at mktemp 'mktemp -d' hack/bench.sh
check "bench-admission.sh stops at a failing step" stops_at mkdir 'mkdir -p' hack/bench-admission.sh
check "images.sh makes no release on a base without a digest" unpinned
check "bench-ledger.sh stops at a failing step" stops_at mkdir 'mkdir -p' hack/bench-ledger.sh
check "bench-operator.sh stops at a failing step" stops_at mkdir 'mkdir -p' hack/bench-operator.sh
check ".ci/run stops at a failing make" stops_at make 'make test' .ci/run
check "train-cli.sh stops where nothing is built" untrained
if [ -e .git ]; then
  check "reproducible.sh stops at a failing build, and leaves nothing" unbuilt
  check "test-fresh.sh clones the commit, starts with an empty cache, stops at a failure and leaves nothing" fresh
else
  echo "left out, for this is no git clone: test-fresh.sh, reproducible.sh"
fi
check "docs and examples fill in the documents of examples/iam alike" documents
[ $failures = 0 ] || fail "$failures of these checks failed: they are named above"
