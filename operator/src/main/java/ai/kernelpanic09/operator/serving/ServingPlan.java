package ai.kernelpanic09.operator.serving;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import org.jspecify.annotations.Nullable;

/**
 * What holders of an endpoint may do, by its last reconciliation.
 *
 * @param ready whether calls may be served; if not, {@code reason} and {@code message} say why
 * @param limits null while unknown
 * @param grant how sessions for holders are started; null if none can be
 */
public record ServingPlan(
    boolean ready,
    String reason,
    String message,
    @Nullable EndpointLimits limits,
    @Nullable Grant grant) {

  /** The role, the region whose STS is asked for it, and the policy that restricts its sessions. */
  public record Grant(String roleArn, String region, String policy) {

    /** Whether the spec still names this role and region. */
    public boolean isFor(ModelEndpointSpec spec) {
      return roleArn.equals(spec.irsaRoleArn()) && region.equals(spec.region());
    }
  }
}
