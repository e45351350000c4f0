# What a pod of the hostile namespace does until it is deleted: sh attack.sh KIND, in a shell of busybox. It begins when there
# is a ConfigMap "go" in its namespace, so that all begin at once, on a cluster that has done creating them. The status of each
# answer is a line of /tmp/sent-NAME, 000 for none; every few seconds their numbers are logged: "sent NAME STATUS NUMBER".
# Its variables are set by HostileNamespace: the addresses OPERATOR_CONTROL, WEBHOOK, GATEWAY and SIDECARS, the namespaces OWN
# and VICTIM, and the endpoint VICTIM/$ENDPOINT.
cd /tmp || exit 1
identity=/var/run/secrets/kubernetes.io/serviceaccount
call='{"messages":[{"role":"user","content":"Say hello"}],"maxTokens":16}'

again() { # name, command: runs it again and again
  local name=$1
  shift
  while :; do "$@" >>"sent-$name"; done
}

ask() { # URLs and options of curl: sends a call to each on one connection
  curl -sk -m 60 -o /dev/null -w '%{http_code}\n' -H 'content-type: application/json' "$@"
}

hold() { # URL, file: sends the file on a hundred connections, two thousand bytes a second on each
  ask -Z --parallel-immediate --parallel-max 100 --limit-rate 2000 --data-binary @"$2" "$1?[1-100]"
}

spaces() { head -c "$1" /dev/zero | tr '\0' ' '; }

token() { # audience: one that claims to be for it, and that nobody has signed
  printf 'e30.%s.c2ln' "$(printf '{"aud":"%s","exp":4102444800,"jti":"%s"}' "$1" "$RANDOM$RANDOM" | base64 | tr -d '=\n' | tr '+/' '-_')"
}

bogus() { # URL, audience: fifty calls on one connection, each with another such token
  for i in $(seq 50); do
    [ "$i" = 1 ] || echo next
    printf 'url="%s"\nheader="authorization: Bearer %s"\nheader="content-type: application/json"\ndata="{}"\n' "$1" "$(token "$2")"
    printf 'output=/dev/null\nwrite-out="%%{http_code}\\n"\ninsecure\nsilent\nmax-time=60\n'
  done | curl -K -
}

names() { # 31 endpoints of the other namespace, by comma
  seq 31 | sed "s#^#$VICTIM/e$RANDOM-#" | tr '\n' ',' | sed 's/,$//'
}

control() {
  local url=https://$OPERATOR_CONTROL/control/v1
  spaces 300000 >large
  again bogus-tokens bogus "$url/sync" ai.kernelpanic09.io/control &
  again own-token ask -H "authorization: Bearer $(cat $identity/token)" -d '{}' "$url/{sync,template,authorize}?[1-20]" &
  again new-connections ask -d '{}' "$url/none" &
  again large-bodies ask --data-binary @large "$url/sync?[1-5]" &
  again held-connections hold "$url/sync" large &
}

admission() {
  local url=https://$WEBHOOK
  printf '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","namespace":"%s","object":%s}}' \
    "$OWN" "$(pod reviewed)" >review
  { printf '['; yes '{},' | head -n 60000; printf '{}]'; } | tr -d '\n' >tree
  spaces 6000000 >large
  again reviews ask --data-binary @review "$url/mutate-pods?[1-50]" &
  again large-trees ask --data-binary @tree "$url/validate-pods?[1-5]" &
  again large-bodies ask --data-binary @large "$url/mutate-pods" &
  again held-connections hold "$url/mutate-pods" large &
}

pod() { # name: a pod that names 32 endpoints
  printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"%s","labels":{"ai.kernelpanic09.io/model-endpoint":"spent"},"annotations":{"ai.kernelpanic09.io/additional-model-endpoints":"%s"}},' \
    "$1" "$OWN" "$(names)"
  printf '"spec":{"securityContext":{"runAsNonRoot":true,"runAsUser":65532,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"app","image":"none","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}'
}

template() {
  printf '{"apiVersion":"ai.kernelpanic09.io/v1alpha1","kind":"PromptTemplate","metadata":{"name":"%s","namespace":"%s"},"spec":{"template":"%s %s","modelEndpointRef":{"name":"spent"}}}' \
    "$HOSTNAME" "$OWN" "$RANDOM$RANDOM" "$(spaces 20000 | tr ' ' 'x')"
}

api_call() { # method, path, content type: sends standard input to the API server
  curl -sk -m 60 -o /dev/null -w '%{http_code}\n' -X "$1" -H "authorization: Bearer $(cat $identity/token)" \
    -H "content-type: $3" --data-binary @- "https://kubernetes.default.svc$2"
}

dry_run() { pod "dry-$RANDOM" | api_call POST "/api/v1/namespaces/$OWN/pods?dryRun=All" application/json; }

annotate() {
  printf '{"metadata":{"annotations":{"ai.kernelpanic09.io/additional-model-endpoints":"%s"}}}' "$(names)" |
    api_call PATCH "/api/v1/namespaces/$OWN/pods/$HOSTNAME" application/merge-patch+json
}

write_template() {
  template | api_call PATCH "/apis/ai.kernelpanic09.io/v1alpha1/namespaces/$OWN/prompttemplates/$HOSTNAME?fieldManager=hostile&force=true" application/apply-patch+yaml
}

objects() {
  again dry-runs dry_run &
  again annotations annotate &
  again templates write_template &
}

gateway() {
  local url=http://$GATEWAY i
  spaces 5000000 >large
  for i in $(seq 500); do printf 'GET /none HTTP/1.1\r\nhost: x\r\n\r\n'; done >pipelined
  again own-endpoint ask -d "$call" "$url/invoke/$OWN/spent?[1-200]" &
  again foreign-endpoint ask -d "$call" "$url/invoke/$VICTIM/$ENDPOINT?[1-200]" &
  again missing-endpoints missing "$url/invoke/$VICTIM" &
  again missing-templates missing "$url/render/$VICTIM" &
  again bogus-tokens bogus "$url/invoke/$VICTIM/$ENDPOINT" ai.kernelpanic09.io/gateway &
  again large-bodies ask --data-binary @large "$url/invoke/$OWN/spent?[1-3]" &
  again held-connections hold "$url/v1/chat/completions" large &
  again pipelined pipeline &
}

missing() { ask -d "$call" "$1/m$RANDOM-[1-50]"; }

pipeline() { # the answers' status lines end in LF alone then, as all lines here
  { cat pipelined pipelined pipelined pipelined; sleep 1; } | nc "${GATEWAY%:*}" "${GATEWAY#*:}" | sed -n 's/^HTTP[^ ]* \([0-9]*\).*/\1/p'
}

sidecars() { # its own sidecar, and the others' at the only port that they have for the network
  again own-sidecar ask -d "$call" "http://localhost:8090/invoke/$OWN/spent?[1-200]" &
  again own-renders ask -d '{}' "http://localhost:8090/render/$VICTIM/m[1-50]" &
  local address
  for address in $SIDECARS; do
    again metrics ask "http://$address/{metrics,healthz,readyz,none}?[1-50]" &
  done
}

counts() {
  local file
  for file in sent-*; do
    awk -v name="${file#sent-}" '{ n[$1]++ } END { for (status in n) print "sent", name, status, n[status] }' "$file"
  done
}

go() {
  curl -sf -o /dev/null --cacert $identity/ca.crt -H "authorization: Bearer $(cat $identity/token)" \
    "https://kubernetes.default.svc/api/v1/namespaces/$OWN/configmaps/go"
}

trap 'exit 0' TERM
until go; do sleep 3; done
"$1" 2>/dev/null
while :; do
  sleep 10
  counts
done
