package ai.kernelpanic09.sidecar.guardrail;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import org.jspecify.annotations.Nullable;

/**
 * The guardrail that a caller names itself. It may only be the one that its calls carry anyway.
 *
 * @param path where the caller names it
 * @param id or ARN
 * @param version null where it says none
 */
public record CallerGuardrail(String path, String id, @Nullable String version) {

  /** Why it can't be used under these limits; null when it is the endpoint's own. */
  public @Nullable String refused(EndpointLimits limits) {
    if (isOf(limits)) {
      return null;
    }
    var policy = limits.guardrailPolicy();
    return path
        + (limits.guardrail() == null || policy == null
            ? ": calls of this endpoint carry no guardrail, and none that a caller brings"
            : ": calls of this endpoint carry the guardrail of policy "
                + policy
                + ", and none that a caller brings");
  }

  /** Whether it is the endpoint's own, in the version that its calls carry. */
  public boolean isOf(EndpointLimits limits) {
    var own = limits.guardrail();
    return own != null
        && (id.equals(own.id()) || id.endsWith(":guardrail/" + own.id()))
        && (version == null || version.equals(own.version()));
  }
}
