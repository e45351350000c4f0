#!/usr/bin/env bash
# overlay.sh OVERLAY FOLDER: writes into FOLDER a kustomization that is OVERLAY with the images IMAGE_REGISTRY/NAME:IMAGE_TAG.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
overlay=${1:?an overlay} to=${2:?a folder}
[ -e "$overlay/kustomization.yaml" ] || { echo "overlay.sh: $overlay has no kustomization.yaml" >&2; exit 1; }
mkdir -p "$to"
{
  printf 'resources:\n  - %s\nimages:\n' "$(realpath --relative-to "$to" "$overlay")"
  for name in k8s-ai-operator k8s-ai-sidecar bedrock-simulator; do
    printf '  - name: ghcr.io/kernelpanic09/%s\n    newName: "%s/%s"\n    newTag: "%s"\n' "$name" "${IMAGE_REGISTRY:?}" "$name" "${IMAGE_TAG:?}"
  done
} >"$to/kustomization.yaml"
