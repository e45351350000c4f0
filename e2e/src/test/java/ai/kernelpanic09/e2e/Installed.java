package ai.kernelpanic09.e2e;

/**
 * The state that each suite starts from: the operator runs as {@code make cluster} deploys it, its
 * role exists in the simulated AWS, and it knows that role.
 */
public final class Installed {

  private static boolean done;

  /** Waits for the operator and annotates it with its role, as README's quickstart does. */
  public static synchronized void once() {
    if (!done) {
      again();
      done = true;
    }
  }

  /** As {@link #once}, after the product was installed anew. */
  static void again() {
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
  }

  private Installed() {}
}
