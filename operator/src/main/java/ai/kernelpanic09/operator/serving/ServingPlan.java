package ai.kernelpanic09.operator.serving;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import org.jspecify.annotations.Nullable;

/**
 * What holders of an endpoint may do, as its last reconciliation settled it.
 *
 * @param ready whether calls may be served; if not, {@code reason} and {@code message} say why
 * @param limits null where they are not known yet
 * @param grant how sessions for holders are taken; null where none can be
 */
public record ServingPlan(
    boolean ready,
    String reason,
    String message,
    @Nullable EndpointLimits limits,
    @Nullable Grant grant) {

  /** The role, where it is assumed, and the policy that cuts it down. */
  public record Grant(String roleArn, String region, String policy) {

    /** Whether the endpoint still asks for this role there. */
    public boolean isFor(ModelEndpointSpec spec) {
      return roleArn.equals(spec.irsaRoleArn()) && region.equals(spec.region());
    }
  }
}
