package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.textcheck.TextGuard;
import org.jspecify.annotations.Nullable;

/**
 * The input of one call as it is reserved: bounded by what the request shows, or as Bedrock has
 * counted it.
 */
final class CallInput {

  /**
   * A reservation is large when not so many of its kind could be made of what is left: calls that
   * are made at the same time would be refused though all of them could be paid.
   */
  private static final long MANY = 100;

  private final ModelCall<?> request;
  private final TextGuard texts;
  private @Nullable Count counted;

  /** A count holds for the model that was asked. */
  private record Count(String modelId, long tokens) {}

  CallInput(ModelCall<?> request, TextGuard texts) {
    this.request = request;
    this.texts = texts;
  }

  /** Takes Bedrock's count of the input under these limits. */
  void counted(EndpointLimits limits, long tokens) {
    counted = new Count(limits.modelId(), tokens);
  }

  /** The shape that decides the call's worst case; null for a call that is never billed. */
  @Nullable CallShape shape(EndpointLimits limits) {
    var shape = request.shape(limits);
    var count = counted;
    return shape == null || count == null || !count.modelId.equals(limits.modelId())
        ? shape
        : shape.bounded(count.tokens);
  }

  /** Whether the call can be billed at all. */
  boolean isBilled(EndpointLimits limits) {
    return request.shape(limits) != null || request.worstBeside(limits).isPositive();
  }

  /** The most that a call of this shape can cost. */
  Money worst(EndpointLimits limits, CallShape shape) {
    return limits
        .pricing()
        .worstCase(shape)
        .plus(texts.worst(limits, shape))
        .plus(request.worstBeside(limits));
  }

  /** The most tokens that a call of this shape can use. */
  static long tokens(EndpointLimits limits, CallShape shape) {
    return Math.addExact(limits.bounds().maxInputTokens(shape), shape.maxTokens());
  }

  /**
   * What to ask Bedrock to count before the call is submitted; null when the call is reserved as
   * well without: it is bounded by what it shows, its reservation is small, or it will be refused
   * whatever the count is.
   */
  @Nullable InputCount toCount(ServedEndpoint endpoint, EndpointLimits limits) {
    if (AdmissionCheck.refusal(endpoint.name(), limits, request) != null
        || texts.mayChange(limits)) {
      return null;
    }
    var input = request.inputCount(limits);
    var shape = request.shape(limits);
    return input != null && shape != null && isWorthwhile(endpoint, limits, shape) ? input : null;
  }

  private boolean isWorthwhile(ServedEndpoint endpoint, EndpointLimits limits, CallShape shape) {
    try {
      return isPayable(endpoint, limits, shape.bounded(1), 1)
          && !isPayable(endpoint, limits, shape, MANY);
    } catch (ArithmeticException e) {
      // At such a price the gate refuses the call.
      return false;
    }
  }

  /**
   * Whether {@code times} calls of this shape could be paid of what is left, as far as is known.
   */
  private boolean isPayable(
      ServedEndpoint endpoint, EndpointLimits limits, CallShape shape, long times) {
    var left = endpoint.gate().budgetLeft();
    var perMinute = limits.tokensPerMinute();
    return (left == null || worst(limits, shape).nanoDollars() <= left.nanoDollars() / times)
        && (perMinute == null || tokens(limits, shape) <= perMinute / times);
  }
}
