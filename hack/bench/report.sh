# shellcheck shell=bash
# Makes the table of the samples.

table() {
  awk -F'\t' -v rounds="$rounds" -v starts="$starts" '
    function spread(list, format,   n, a, i, j, t) { # median (least to most)
      n = split(list, a, " ")
      if (n == 0) return "–"
      for (i = 2; i <= n; i++) { t = a[i] + 0; for (j = i - 1; j >= 1 && a[j] + 0 > t; j--) a[j + 1] = a[j]; a[j + 1] = t }
      t = n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
      return n == 1 ? sprintf(format, t) : sprintf(format " (" format " to " format ")", t, a[1], a[n])
    }
    function row(title, metric, format, held, less, subject,   r, t, list, ratio, x) {
      if (!(metric in measured)) return
      who[1] = subject == "" ? "sidecar" : subject
      split("", list); split("", ratio)
      for (r = 1; r <= rounds || r <= starts; r++) {
        for (t = 1; t <= 3; t++) {
          if (!((metric, r, who[t]) in v)) continue
          x[t] = v[metric, r, who[t]] - (less ? v[metric, r, "direct"] : 0)
          list[t] = list[t] " " x[t]
          # The sidecar comes first.
          if (t > 1 && ((metric, r, who[1]) in v) && x[t] > 0) ratio[t] = ratio[t] " " x[1] / x[t]
        }
      }
      printf "| %s | %s | %s | %s | %s | %s | %s |\n", title, spread(list[1], format), spread(list[2], format), spread(list[3], format),
        spread(ratio[2], "%.2f"), spread(ratio[3], "%.2f"), held
    }
    BEGIN { who[2] = "nginx"; who[3] = "envoy" }
    { v[$1, $2, $3] = $4; measured[$1] = 1; if ($3 == "direct") direct[$1] = direct[$1] " " $4 }
    END {
      print "| | sidecar | nginx | Envoy | sidecar / nginx | sidecar / Envoy | held to (goal) |"
      print "|---|---|---|---|---|---|---|"
      row("CPU per call at saturation, µs", "own-cpu", "%.1f", "≤ 0.75 × Envoy (0.5 ×)")
      row("calls per second at saturation", "own-rate", "%d", "")
      row("latency added at 1000/s, p50, µs", "call-p50", "%.0f", "≤ 90 (60)", 1)
      row("latency added at 1000/s, p99, µs", "call-p99", "%.0f", "≤ Envoy (150)", 1)
      row("CPU per call at 1000/s, µs", "call-cpu", "%.1f", "")
      row("CPU per call of `/v1/chat/completions`, µs", "chat-cpu", "%.1f", "")
      row("CPU per call of `/model/…/converse`, µs", "native-cpu", "%.1f", "")
      row("CPU per call of 256 KiB, µs", "large-cpu", "%.1f", "")
      row("CPU per call over TLS, µs", "tls-cpu", "%.1f", "")
      row("CPU per stream of 24 events, µs", "stream-cpu", "%.1f", "")
      row("first event later by, p50, µs", "stream-p50", "%.0f", "", 1)
      row("first event later by, p99, µs", "stream-p99", "%.0f", "", 1)
      row("CPU per call at 1000/s, gateway of 1 endpoint, µs", "gateway-cpu", "%.1f", "", 0, "gateway-1")
      row("… of 100 endpoints", "gateway-cpu", "%.1f", "", 0, "gateway-100")
      row("… of 2,000 endpoints", "gateway-cpu", "%.1f", "", 0, "gateway-2000")
      row("resident memory, idle, MB", "idle-Rss", "%.1f", "≤ 72 (60)")
      row("… its own part of shared pages (PSS)", "idle-Pss", "%.1f", "")
      row("… charged to its container", "idle-charged", "%.1f", "")
      row("resident memory, after load, MB", "loaded-Rss", "%.1f", "≤ 85 (68)")
      row("… its own part of shared pages (PSS)", "loaded-Pss", "%.1f", "")
      row("… charged to its container", "loaded-charged", "%.1f", "")
      row("resident memory, after 256 KiB and streams, MB", "after-Rss", "%.1f", "")
      row("… its own part of shared pages (PSS)", "after-Pss", "%.1f", "")
      row("… charged to its container", "after-charged", "%.1f", "")
      row("most resident memory until then, MB", "after-most", "%.1f", "")
      row("resident memory, after load over TLS, MB", "tls-Rss", "%.1f", "")
      row("… its own part of shared pages (PSS)", "tls-Pss", "%.1f", "")
      row("… charged to its container", "tls-charged", "%.1f", "")
      row("resident memory of a gateway of 1 endpoint, MB", "gateway-Rss", "%.1f", "", 0, "gateway-1")
      row("… of 2,000 endpoints", "gateway-Rss", "%.1f", "", 0, "gateway-2000")
      row("start to healthy, ms", "start", "%d", "≤ 220 (150)")
      row("… with half a CPU (500m)", "start-500", "%d", "")
      row("… with a tenth of a CPU (100m)", "start-100", "%d", "")
      printf "\nWithout a proxy the same calls at 1000/s take %s µs at p50 and %s µs at p99.\n", spread(direct["call-p50"], "%.0f"), spread(direct["call-p99"], "%.0f")
    }' "$samples"
}

report() {
  local each
  echo "Median (least to most) of $rounds rounds, $starts starts. $(date -u +%FT%RZ), commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown):" \
    "$(nproc) CPUs ($(sed -n '/^model name/{s/.*: //p;q}' /proc/cpuinfo)), Linux $(uname -r)," \
    "JDK $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$java_home/release"), AOT cache ${AOT:-true}, $(nginx -v 2>&1 | sed 's/.*: //')," \
    "$([ "${peers[-1]}" != envoy ] || echo "Envoy $envoy_version, ")load before $load."
  awk -v load="${load%% *}" -v cpus="$(nproc)" 'BEGIN { if (load > cpus / 2) print "\n**The machine was busy with something else: these figures are too high.**" }'
  for each in "${notes[@]}"; do printf '\n**%s**\n' "$each"; done
  echo
  table
}
