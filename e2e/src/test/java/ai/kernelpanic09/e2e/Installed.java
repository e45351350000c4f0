package ai.kernelpanic09.e2e;

/** What each suite finds: the operator runs, AWS knows its role, and only then it learns of it. */
final class Installed {

  private static boolean done;

  /**
   * Goes through the installation as docs/installation.md and docs/irsa-setup.md have it, in their
   * order.
   */
  static synchronized void once() {
    if (done) {
      return;
    }
    Cluster.kubectl(
            "rollout",
            "status",
            "deployment/k8s-ai-operator",
            "-n",
            "ai-operator-system",
            "--timeout=180s")
        .succeeded();
    Cluster.kubectl(
            "rollout",
            "status",
            "deployment/bedrock-simulator",
            "-n",
            "bedrock-simulator",
            "--timeout=120s")
        .succeeded();
    SimulatedAws.post(
        "providers",
        "{\"account\":\"%s\",\"issuer\":\"%s\"}"
            .formatted(SimulatedAws.ACCOUNT, SimulatedAws.issuer()));
    SimulatedAws.role("k8s-ai-operator", "operator-trust", "operator-policy", "-");
    Cluster.kubectl(
            "annotate",
            "--overwrite",
            "serviceaccount",
            "k8s-ai-operator",
            "-n",
            "ai-operator-system",
            "eks.amazonaws.com/role-arn=arn:aws:iam::"
                + SimulatedAws.ACCOUNT
                + ":role/k8s-ai-operator")
        .succeeded();
    done = true;
  }

  private Installed() {}
}
