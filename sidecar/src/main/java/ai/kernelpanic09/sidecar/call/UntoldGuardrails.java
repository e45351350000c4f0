package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallPricing;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;

/**
 * What guardrails may have cost of which an answer does not tell: each that is known to be applied
 * may have looked at the request, and at the answer if there is one.
 */
final class UntoldGuardrails {

  private UntoldGuardrails() {}

  /**
   * The most that they can have cost.
   *
   * @param input what the call was reserved for
   * @param usage the tokens, as the answer tells them
   */
  static Money cost(EndpointLimits limits, CallInput input, Usage usage, AppliedGuardrails told) {
    var own = limits.guardrail();
    var added = limits.addedGuardrails();
    if (told.complete() || (own == null && added.isEmpty())) {
      return Money.ZERO;
    }
    var shape = input.shape(limits);
    if (shape == null) {
      return Money.ZERO;
    }
    var pricing = limits.pricing();
    var cost = Money.ZERO;
    if (own != null) {
      if (!told.toldOfInput(own.id(), own.version())) {
        cost = cost.plus(own.price().maxCost(shape.guardedCharacters(), shape.images()));
      }
      if (!told.toldOfOutput(own.id(), own.version())) {
        cost = cost.plus(output(pricing, own.price(), usage));
      }
    }
    for (var each : added) {
      cost = cost.plus(cost(pricing, each, shape, usage, told));
    }
    return cost;
  }

  private static Money cost(
      CallPricing pricing,
      EnforcedGuardrail each,
      CallShape shape,
      Usage usage,
      AppliedGuardrails told) {
    var input =
        told.toldOfInput(each.id(), each.version())
            ? Money.ZERO
            : pricing.maxEnforcedInputCost(each.price(), shape);
    return told.toldOfOutput(each.id(), each.version())
        ? input
        : input.plus(output(pricing, each.price(), usage));
  }

  private static Money output(CallPricing pricing, GuardrailPrice price, Usage usage) {
    return usage.outputTokens() > 0
        ? pricing.maxOutputCost(price, usage.outputTokens())
        : Money.ZERO;
  }
}
