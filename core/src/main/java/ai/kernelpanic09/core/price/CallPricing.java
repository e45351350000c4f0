package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Prices the calls of one endpoint: a call's worst case before it is sent, and its cost afterwards.
 */
public record CallPricing(Tariff tariff, GuardrailPrice guardrail, ModelBounds bounds) {

  /**
   * The exact cost of a call, each component rounded up to a nano-dollar.
   *
   * @throws UnpricedUsageException when the provider reports a kind of token that has no price here
   */
  public Money cost(Usage usage) {
    return modelCost(usage).plus(guardrail.of(usage.guardrail()));
  }

  /**
   * The model's part of {@link #cost}. The tokens that were read decide whether all of it has the
   * price of long prompts.
   *
   * @throws UnpricedUsageException likewise
   */
  public Money modelCost(Usage usage) {
    var model = tariff.of(usage.promptTokens());
    return UnitPrice.cost(usage.inputTokens(), model.input(), UnitPrice.MILLION)
        .plus(output(usage.outputTokens(), model))
        .plus(cached("cacheRead", usage.cacheReadTokens(), model.cacheRead()))
        .plus(cached("cacheWrite5m", usage.cacheWrite5mTokens(), model.cacheWrite5m()))
        .plus(cached("cacheWrite1h", usage.cacheWrite1hTokens(), model.cacheWrite1h()));
  }

  /** No call of this shape can cost more than this, whatever the model answers. */
  public Money worstCase(CallShape call) {
    return maxModelCost(call).plus(maxGuardrailCost(call));
  }

  /**
   * The model's part of {@link #worstCase}. A prompt that may turn out to be long is taken for a
   * long one.
   */
  public Money maxModelCost(CallShape call) {
    var promptTokens = bounds.maxInputTokens(call);
    var model = tariff.of(promptTokens);
    return UnitPrice.cost(promptTokens, model.dearestInput(call.cachePoint()), UnitPrice.MILLION)
        .plus(UnitPrice.cost(call.maxTokens(), model.output(), UnitPrice.MILLION));
  }

  /** The guardrail's part of {@link #worstCase}. */
  public Money maxGuardrailCost(CallShape call) {
    return guardrail
        .maxCost(call.guardedCharacters(), call.images())
        .plus(guardrail.maxCost(bounds.maxCharacters(call.maxTokens()), 0));
  }

  /**
   * The most that separate checks of a call's texts can cost, on top of its worst case.
   *
   * @param requestCharacters characters of those texts in the request
   * @param answerCharacters most characters of tool inputs in the answer
   */
  public Money maxTextChecksCost(long requestCharacters, long answerCharacters) {
    return guardrail.maxCost(requestCharacters, 0).plus(guardrail.maxCost(answerCharacters, 0));
  }

  private static Money output(long tokens, ModelPrice model) {
    if (tokens > 0 && !model.generates()) {
      throw new UnpricedUsageException("output");
    }
    return UnitPrice.cost(tokens, model.output(), UnitPrice.MILLION);
  }

  private static Money cached(String kind, long tokens, @Nullable Money price) {
    if (tokens == 0) {
      return Money.ZERO;
    }
    if (price == null) {
      throw new UnpricedUsageException(kind);
    }
    return UnitPrice.cost(tokens, price, UnitPrice.MILLION);
  }
}
