#!/usr/bin/env bash
# prometheus.sh FOLDER: writes the documented configuration (config/prometheus/prometheus.yaml) to FOLDER for a Prometheus
# that was built without Kubernetes discovery, as Debian's is. Jobs and relabelling are the same, word for word; the targets
# are a list of the pods that exist now, with the labels that discovery would give them.
# Then, in the cluster's network: prometheus --config.file=FOLDER/prometheus.yaml
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../hack/trap.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
to=$(realpath -m "${1:?a folder}")
mkdir -p "$to"

containers() { # field, init
  cat <<E1
{{- range \$c := .spec.$1}}{{range \$port := .ports}}
{"targets": ["{{\$pod.status.podIP}}:{{\$port.containerPort}}"], "labels": {
  "__meta_kubernetes_namespace": "{{\$pod.metadata.namespace}}",
  "__meta_kubernetes_pod_name": "{{\$pod.metadata.name}}",
  "__meta_kubernetes_pod_ip": "{{\$pod.status.podIP}}",
  "__meta_kubernetes_pod_phase": "{{\$pod.status.phase}}",
  "__meta_kubernetes_pod_label_app_kubernetes_io_name": "{{with \$pod.metadata.labels}}{{with index . "app.kubernetes.io/name"}}{{.}}{{end}}{{end}}",
  "__meta_kubernetes_pod_container_name": "{{\$c.name}}",
  "__meta_kubernetes_pod_container_init": "$2",
  "__meta_kubernetes_pod_container_port_name": "{{with \$port.name}}{{.}}{{end}}",
  "__meta_kubernetes_pod_container_port_number": "{{\$port.containerPort}}"}},
{{- end}}{{end}}
E1
}

template="[{{range \$pod := .items}}{{with \$pod}}{{if .status.podIP}}$(containers containers false)$(containers initContainers true){{end}}{{end}}{{end}}{}]"
"$here/cluster.sh" kubectl get pods -A -o go-template="$template" >"$to/targets.json.new"
mv "$to/targets.json.new" "$to/targets.json"
awk -v targets="$to/targets.json" '
  /^ *kubernetes_sd_configs:/ { match($0, / */); indent = RLENGTH; printf "%*sfile_sd_configs:\n%*s  - files: [%s]\n%*s    refresh_interval: 5s\n", indent, "", indent, "", targets, indent, ""; skip = 1; next }
  skip { match($0, / */); if (RLENGTH > indent) next; skip = 0 }
  { print }' "$here/../config/prometheus/prometheus.yaml" >"$to/prometheus.yaml"
promtool check config "$to/prometheus.yaml" >/dev/null
