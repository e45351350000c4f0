package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves the limits that holders of an endpoint enforce, from what the steps have observed. */
final class EnforcedLimits {

  private final @Nullable URI bedrockRuntimeUrl;
  private final GuardrailPrice guardrailPrice;

  /**
   * @param bedrockRuntimeUrl the URL that holders call if the spec names none; null for AWS's own
   * @param guardrailPrice price of all policies that a guardrail can have
   */
  EnforcedLimits(@Nullable URI bedrockRuntimeUrl, GuardrailPrice guardrailPrice) {
    this.bedrockRuntimeUrl = bedrockRuntimeUrl;
    this.guardrailPrice = guardrailPrice;
  }

  /** Generation of the spec that the limits are resolved from; null if unknown. */
  static @Nullable Long generation(Observation observed) {
    if (isKnown(observed)) {
      return observed.endpoint().getMetadata().getGeneration();
    }
    var before = observed.before();
    if (before == null) {
      return null;
    }
    // An earlier version of the operator wrote no such generation: its limits are at most as new as
    // the rest of its status.
    return before.limitsObservedGeneration() == null
        ? before.observedGeneration()
        : before.limitsObservedGeneration();
  }

  private static boolean isKnown(Observation observed) {
    return observed.model() != null
        && observed.price() != null
        && (observed.spec().guardrailPolicyRef() == null || observed.guardrail() != null);
  }

  /**
   * Whether the limits in the status would have to stand in for those of the spec, and can't: they
   * carry another guardrail than the spec names, or none, or there are none.
   */
  static boolean lackGuardrail(Observation observed) {
    var before = limitsBefore(observed);
    return observed.unavailable()
        && (observed.model() == null || observed.price() == null)
        && observed.spec().guardrailPolicyRef() != null
        && (before == null || !carryGuardrail(before, observed.spec()));
  }

  private static @Nullable EndpointLimits limitsBefore(Observation observed) {
    var before = observed.before();
    return before == null || !observed.unavailable() ? null : before.limits();
  }

  /** Whether calls by these limits carry a guardrail of the policy that the spec names, if any. */
  private static boolean carryGuardrail(EndpointLimits limits, ModelEndpointSpec spec) {
    var policy = spec.guardrailPolicyRef();
    var guardrail = limits.guardrail();
    return policy == null
        || (guardrail != null
            && policy.equals(limits.guardrailPolicy())
            && (guardrail.checksTools() || !spec.checkToolResults()));
  }

  /**
   * The limits; null while model or price is unknown, or the named guardrail is not live. While AWS
   * or the API server is unavailable, the limits in the status stand in, unless they lack the
   * guardrail that the spec names.
   */
  @Nullable EndpointLimits limits(Observation observed) {
    var model = observed.model();
    var price = observed.price();
    var guardrail = observed.guardrail();
    var spec = observed.spec();
    if (model == null || price == null || !isKnown(observed)) {
      var before = limitsBefore(observed);
      return before == null || !carryGuardrail(before, spec) ? null : before;
    }
    var limits =
        SpecResolution.limits(
            spec,
            model.callId(),
            price,
            guardrail == null ? null : guardrail.use(),
            bedrockRuntimeUrl == null ? null : bedrockRuntimeUrl.toString());
    return SpecResolution.enforcing(spec, limits, added(observed, price), guardrailPrice);
  }

  /** No guardrail is applied to calls that answer with vectors. */
  private static List<EnforcedGuardrail> added(Observation observed, PricedModel price) {
    var enforcement = observed.enforcement();
    return enforcement == null || price.maxOutputTokens() == 0
        ? List.of()
        : enforcement.guardrails();
  }
}
