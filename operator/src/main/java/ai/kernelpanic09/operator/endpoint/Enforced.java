package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.resolve.SpecResolution;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What holders of an endpoint enforce, by what its steps have found. */
final class Enforced {

  private final @Nullable URI bedrockRuntimeUrl;

  /**
   * @param bedrockRuntimeUrl what holders call where the spec names no URL; null for AWS's own
   */
  Enforced(@Nullable URI bedrockRuntimeUrl) {
    this.bedrockRuntimeUrl = bedrockRuntimeUrl;
  }

  /** Generation of the spec that the limits are of; null where that is not known. */
  static @Nullable Long generation(Findings findings) {
    if (isKnown(findings)) {
      return findings.endpoint().getMetadata().getGeneration();
    }
    var before = findings.before();
    if (before == null) {
      return null;
    }
    // An earlier version did not write it: its limits are no newer than all that it wrote.
    return before.limitsObservedGeneration() == null
        ? before.observedGeneration()
        : before.limitsObservedGeneration();
  }

  private static boolean isKnown(Findings findings) {
    return findings.model != null
        && findings.price != null
        && (findings.spec().guardrailPolicyRef() == null || findings.guardrail != null);
  }

  /** Null while model or price are not known, or a guardrail is named that is not live. */
  @Nullable EndpointLimits limits(Findings findings) {
    var model = findings.model;
    var price = findings.price;
    var guardrail = findings.guardrail;
    var spec = findings.spec();
    if (model == null || price == null || !isKnown(findings)) {
      var before = findings.before();
      return before == null || !findings.awsAway ? null : before.limits();
    }
    return SpecResolution.limits(
        spec,
        model.callId(),
        price,
        guardrail == null ? null : guardrail.use(),
        bedrockRuntimeUrl == null ? null : bedrockRuntimeUrl.toString());
  }
}
