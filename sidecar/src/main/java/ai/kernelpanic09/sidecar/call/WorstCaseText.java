package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.account.Refusal;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;

/** Explains to a caller how the worst case of its call is made up, and how to lower it. */
final class WorstCaseText {

  private WorstCaseText() {}

  /** The message of a refusal, with an explanation of the worst case when that is the reason. */
  static String with(Refusal refusal, ServedEndpoint endpoint, CallInput input, TextGuard texts) {
    var limits = endpoint.gate().limits();
    if (refusal.code() != Refusal.Code.CALL_EXCEEDS_BUDGET || limits == null) {
      return refusal.message();
    }
    var shape = input.shape(limits);
    if (shape == null) {
      return refusal.message();
    }
    try {
      var beside = texts.worst(limits, shape).plus(endpoint.unlisted().worst(limits, shape));
      return refusal.message() + ": " + of(limits, shape, beside);
    } catch (ArithmeticException e) {
      return refusal.message();
    }
  }

  /**
   * The explanation, which follows a refusal's message.
   *
   * @param checks the most that separate checks of texts, and guardrails that the limits do not
   *     know, can cost
   */
  static String of(EndpointLimits limits, CallShape shape, Money checks) {
    var pricing = limits.pricing();
    var guardrail = pricing.maxGuardrailCost(shape);
    var guarded = guardrail.plus(checks);
    var model = pricing.worstCase(shape).minus(guardrail);
    var uncounted = shape.opaque() && shape.boundedInput() == null;
    return "up to $"
        + model.toPlainString()
        + " for the model ("
        + limits.bounds().maxInputTokens(shape)
        + " input tokens"
        + (uncounted ? ", for a part of it can't be counted before it is sent, and " : " and ")
        + shape.maxTokens()
        + " output tokens)"
        + (guarded.isPositive()
            ? " and up to $" + guarded.toPlainString() + " for its guardrail, on the same texts"
            : "")
        + "; fewer output tokens"
        + (uncounted ? ", no document" : "")
        + " or a shorter input make it less";
  }
}
