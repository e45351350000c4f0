package ai.kernelpanic09.webhook.inject.facts;

/**
 * What may give a pod an AWS identity without standing in its containers.
 *
 * @param hasRole whether the pod's ServiceAccount names a role, or the pod does, or nobody can tell
 * @param podIdentity whether EKS Pod Identity may serve the cluster's pods, or nobody can tell
 */
public record AwsFacts(boolean hasRole, boolean podIdentity) {

  /** Nothing in the cluster gives pods an identity. */
  public static final AwsFacts NONE = new AwsFacts(false, false);

  /** A role does, whatever else is there. */
  public static final AwsFacts ROLE = new AwsFacts(true, false);
}
