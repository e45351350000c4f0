package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.resolve.SpecResolution;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What holders of an endpoint enforce, by what its steps have observed. */
final class EnforcedLimits {

  private final @Nullable URI bedrockRuntimeUrl;

  /**
   * @param bedrockRuntimeUrl what holders call where the spec names no URL; null for AWS's own
   */
  EnforcedLimits(@Nullable URI bedrockRuntimeUrl) {
    this.bedrockRuntimeUrl = bedrockRuntimeUrl;
  }

  /** Generation of the spec that the limits are of; null where that is not known. */
  static @Nullable Long generation(Observation observed) {
    if (isKnown(observed)) {
      return observed.endpoint().getMetadata().getGeneration();
    }
    var before = observed.before();
    if (before == null) {
      return null;
    }
    // An earlier version did not write it: its limits are no newer than all that it wrote.
    return before.limitsObservedGeneration() == null
        ? before.observedGeneration()
        : before.limitsObservedGeneration();
  }

  private static boolean isKnown(Observation observed) {
    return observed.model() != null
        && observed.price() != null
        && (observed.spec().guardrailPolicyRef() == null || observed.guardrail() != null);
  }

  /** Null while model or price are not known, or a guardrail is named that is not live. */
  @Nullable EndpointLimits limits(Observation observed) {
    var model = observed.model();
    var price = observed.price();
    var guardrail = observed.guardrail();
    var spec = observed.spec();
    if (model == null || price == null || !isKnown(observed)) {
      var before = observed.before();
      return before == null || !observed.unavailable() ? null : before.limits();
    }
    return SpecResolution.limits(
        spec,
        model.callId(),
        price,
        guardrail == null ? null : guardrail.use(),
        bedrockRuntimeUrl == null ? null : bedrockRuntimeUrl.toString());
  }
}
