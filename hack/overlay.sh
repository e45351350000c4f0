#!/usr/bin/env bash
# overlay.sh OVERLAY FOLDER: writes to FOLDER a kustomization of OVERLAY with the images IMAGE_REGISTRY/NAME:IMAGE_TAG.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
overlay=${1:?an overlay} to=${2:?a folder}
[ -e "$overlay/kustomization.yaml" ] || fail "$overlay has no kustomization.yaml"
mkdir -p "$to"
base=$(realpath --relative-to "$to" "$overlay")
{
  printf 'resources:\n  - %s\nimages:\n' "$base"
  for name in k8s-ai-operator k8s-ai-sidecar bedrock-simulator; do
    printf '  - name: ghcr.io/kernelpanic09/%s\n    newName: "%s/%s"\n    newTag: "%s"\n' "$name" "${IMAGE_REGISTRY:?}" "$name" "${IMAGE_TAG:?}"
  done
} >"$to/kustomization.yaml"
