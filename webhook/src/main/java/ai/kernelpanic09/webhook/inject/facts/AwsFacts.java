package ai.kernelpanic09.webhook.inject.facts;

/**
 * Sources of an AWS identity for a pod, outside of its containers.
 *
 * @param hasRole whether the pod or its ServiceAccount names a role; true if that is unknown
 * @param podIdentity whether EKS Pod Identity may serve the cluster's pods; true if that is unknown
 */
public record AwsFacts(boolean hasRole, boolean podIdentity) {

  /** Nothing in the cluster gives pods an identity. */
  public static final AwsFacts NONE = new AwsFacts(false, false);

  /** A role gives the pod an identity. */
  public static final AwsFacts ROLE = new AwsFacts(true, false);
}
