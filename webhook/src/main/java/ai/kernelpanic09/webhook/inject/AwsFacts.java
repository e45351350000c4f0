package ai.kernelpanic09.webhook.inject;

/**
 * What may give a pod an AWS identity without standing in the pod.
 *
 * @param accountHasRole whether the pod's ServiceAccount names a role, or nobody can tell
 * @param podIdentity whether EKS Pod Identity may serve the cluster's pods, or nobody can tell
 */
public record AwsFacts(boolean accountHasRole, boolean podIdentity) {

  /** Nothing in the cluster gives pods an identity. */
  public static final AwsFacts NONE = new AwsFacts(false, false);
}
