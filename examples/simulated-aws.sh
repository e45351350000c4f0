#!/usr/bin/env bash
# Creates in the simulated AWS of config/overlays/simulator what docs/irsa-setup.md creates in AWS, from the same documents
# (examples/iam). The simulator keeps everything in memory: after a restart of its pod, run this again.
#   simulated-aws.sh                                     all that README's quickstart needs: operator, and the role bedrock-invoker
#   simulated-aws.sh trust                               what operator, gateway and sidecars know the simulator by; the two wait for it
#   simulated-aws.sh operator [ROLE_ARN...]              the cluster's OIDC provider, and the operator's role; the role may assume ROLE_ARNs too
#   simulated-aws.sh endpoint NAME NAMESPACE [ACCOUNT [MODEL...]]   a role for the endpoints of a namespace; it may call MODELs too, by their id or a profile's
# KUBECTL is the kubectl to use, such as KUBECTL='e2e/cluster.sh kubectl'.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../hack/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kubectl=${KUBECTL:-kubectl}
simulator=/api/v1/namespaces/bedrock-simulator/services/https:bedrock-simulator:8080/proxy/_sim
home=123456789012 # the account of the quickstart
quickstart_model=anthropic.claude-haiku-4-5-20251001-v1:0
ACCOUNT_ID=$home

# The same line as in docs/irsa-setup.md.
render() { sed -e "s|ACCOUNT_ID|$ACCOUNT_ID|g" -e "s|OIDC_ISSUER|$OIDC_ISSUER|g" -e "s|CLUSTER_ID|$CLUSTER_ID|g" -e "s|NAMESPACE|$NAMESPACE|g" "examples/iam/$1.json"; }

post() { # what, JSON
  $kubectl create --raw "$simulator/$1" -f - <<<"$2" >/dev/null
}

role() { # ARN, trust policy, policies with commas between them
  post roles "{\"arn\": \"$1\", \"trustPolicy\": $2, \"policies\": [$3]}"
}

await_simulator() {
  $kubectl rollout status deployment/bedrock-simulator -n bedrock-simulator --timeout=120s >/dev/null
  for _ in $(seq 60); do
    ! $kubectl get --raw "$simulator/health" >/dev/null 2>&1 || return 0
    sleep 0.5
  done
  fail "the simulated AWS does not answer: kubectl logs -n bedrock-simulator deployment/bedrock-simulator"
}

# The simulator's authority is of its pod: with another pod, restart operator, gateway and the pods with a sidecar.
trust() {
  local authority
  authority=$($kubectl get --raw "$simulator/authority" | sed -n 's|.*"certificate":"\([^"]*\)".*|\1|p')
  [ -n "$authority" ] || fail "the simulated AWS names no authority: it does not speak TLS"
  $kubectl create configmap bedrock-simulator-ca -n ai-operator-system --from-literal=ca.crt="$(printf %b "$authority")" \
    --dry-run=client -o yaml | $kubectl apply --server-side --force-conflicts -f - >/dev/null
}

learn_cluster() {
  OIDC_ISSUER=$($kubectl get --raw /.well-known/openid-configuration | sed -n 's|.*"issuer":"https://\([^"]*\)".*|\1|p')
  [ -n "$OIDC_ISSUER" ] || fail "the cluster names no OIDC issuer under /.well-known/openid-configuration"
  CLUSTER_ID=$($kubectl get namespace kube-system -o 'jsonpath={.metadata.uid}')
}

operator() { # ARNs of roles that it may assume besides those of its policy
  local trust policies arn NAMESPACE=''
  post providers "{\"account\": \"$home\", \"issuer\": \"https://$OIDC_ISSUER\"}"
  trust=$(render operator-trust)
  policies=$(render operator-policy)
  for arn in "$@"; do
    policies+=", {\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Resource\": \"$arn\"}]}"
  done
  role "arn:aws:iam::$home:role/k8s-ai-operator" "$trust" "$policies"
}

endpoint() { # name, namespace, account, models that it may call besides the quickstart's
  local name=${1:?a name} NAMESPACE=${2:?a namespace} account=${3:-$home} trust policy policies model profile more
  trust=$(render invoker-trust) # it trusts the operator's role, which is in the home account
  policy=$(ACCOUNT_ID=$account render invoker-policy)
  policies=$policy
  for model in "${@:4}"; do
    case $model in us.* | global.*) profile=$model model=${model#*.} ;; *) profile=us.$model ;; esac
    more=${policy//us.$quickstart_model/$profile}
    policies+=", ${more//$quickstart_model/$model}"
  done
  role "arn:aws:iam::$account:role/$name" "$trust" "$policies"
}

quickstart() {
  trust
  operator
  endpoint bedrock-invoker ai-workloads
  echo "the simulated AWS knows the cluster's OIDC provider, and the roles k8s-ai-operator and bedrock-invoker (for ai-workloads)"
}

command=${1:-quickstart}
[ $# = 0 ] || shift
case $command in
  quickstart | trust | operator | endpoint) ;;
  *) usage "there is no command $command" ;;
esac
await_simulator
learn_cluster
case $command in
  quickstart) quickstart ;;
  trust) trust ;;
  operator) operator "$@" ;;
  endpoint) endpoint "$@" ;;
esac
