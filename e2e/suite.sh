#!/usr/bin/env bash
# suite.sh [SUITES [ARGUMENTS OF MAVEN]]: runs the end-to-end suites (default: all; chaos in its short form) on a real
# cluster that it starts, and leaves nothing of the cluster behind. With E2E_KUBECONFIG=FILE it runs them on another cluster,
# on which the product and the simulator are deployed. With UPGRADE_FROM=COMMIT the product of that commit is deployed, and the
# images of this tree are there to upgrade to.
set -Eeuo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../hack/trap.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
suites=${1:-*E2E}
[ $# = 0 ] || shift
JAVA_HOME=$(hack/jdk25.sh) || exit 1
export JAVA_HOME
maven=(mvn -B -ntp verify -Pcluster -Dit.test="$suites" -Dfailsafe.failIfNoSpecifiedTests=false "$@")

if [ -n "${E2E_KUBECONFIG:-}" ]; then
  export KUBECONFIG=$E2E_KUBECONFIG
  examples/simulated-aws.sh
  exec "${maven[@]}" -Dunits.skip=true
fi

cleanup() {
  local rc=$?
  if [ $rc != 0 ]; then
    e2e/cluster.sh kubectl get pods -A || true
    e2e/cluster.sh kubectl get modelendpoints -A -o wide || true
    e2e/cluster.sh kubectl logs -n ai-operator-system -l app.kubernetes.io/name=k8s-ai-operator --tail=40 --prefix || true
  fi
  e2e/cluster.sh down
  [ -z "$trap_said" ] || echo "$trap_said" >&2 # said again, because the state of the cluster was printed after it
}
# First download what the suites need from the registries: nothing can be downloaded inside the cluster's network. One small
# test is run so that the test runner is downloaded too; that of the clients' files fetches their packages.
small=PlanTest
case $suites in *'*'* | *CompatibilityE2E*) small=PodKitTest ;; esac
"${maven[@]}" -q -DskipITs -Dtest=$small -Dsurefire.failIfNoSpecifiedTests=false
trap cleanup EXIT
e2e/cluster.sh down
if [ -n "${UPGRADE_FROM:-}" ]; then
  before=$PWD/target/upgrade-from
  rm -rf "$before"
  mkdir -p "$before"
  git archive "$UPGRADE_FROM" | tar -x -C "$before"
  make -C "$before" cluster IMAGE_TAG=before
  make docker-build
  hack/images.sh save target/images
  for image in target/images/*.tar; do e2e/cluster.sh load "$image"; done
  maven+=(-Dupgrade.from="$before")
else
  make cluster
fi
e2e/cluster.sh in "${maven[@]}" -o -Dunits.skip=true
