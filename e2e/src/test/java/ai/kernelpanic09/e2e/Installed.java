package ai.kernelpanic09.e2e;

/**
 * What each suite finds: the operator runs, as {@code make cluster} leaves it, which has told the
 * simulated AWS of its role; and it learns of that role.
 */
final class Installed {

  private static boolean done;

  /** Goes on from there, as README's quickstart does. */
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
