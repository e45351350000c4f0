#!/usr/bin/env bash
# runtime.sh MODULE FOLDER: makes the runtime of a packaged program as its image has it, with the same flags and trained cache,
# unless the folder has it already. The folder then holds java/ and java.args; see MODULE/Dockerfile. AOT=false leaves the
# training out.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ $# != 2 ] || [ ! -f "$1/Dockerfile" ]; then usage "a module with an image and a folder, not '$*'"; fi
module=$1 folder=$(realpath -m "$2")
[ -d "$module/target/lib" ] || fail "$module is not packaged yet: make build does that"
java_home=$(hack/jdk25.sh) || exit 1
stamp=$(cat "$module/target/$module.jar" "$module"/target/lib/*.jar "$module"/{Dockerfile,jvm.options,train.sh} "$java_home/release" | sha256sum)
[ "$(cat "$folder/stamp" 2>/dev/null)" != "$stamp ${AOT:-true}" ] || exit 0
echo "making the runtime of the $module, as its image has it" >&2
rm -rf "$folder"
mkdir -p "$folder/lib"
"$java_home/bin/jlink" --output "$folder/java" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --add-modules "$(sed -n 's/.*--add-modules \([a-z.,]*\).*/\1/p' "$module/Dockerfile")"
cp -p "$module"/target/lib/*.jar "$module/target/$module.jar" "$folder/lib/"
{ grep -v '^#' "$module/jvm.options"; echo -cp; printf '%s\n' "$folder"/lib/*.jar | LC_ALL=C sort | paste -sd:; } >"$folder/java.args"
if [ "${AOT:-true}" = true ]; then
  "$module/train.sh" "$folder/java" "$folder/java.args" "$folder/app.aot" >"$folder/training.log" 2>&1 || {
    tail -n 20 "$folder/training.log" >&2
    fail "the training of the AOT cache failed (above); AOT=false leaves it out"
  }
  sed -i "1i-XX:AOTCache=$folder/app.aot" "$folder/java.args"
fi
echo "$stamp ${AOT:-true}" >"$folder/stamp"
