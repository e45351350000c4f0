package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prices the calls of one endpoint: a call's worst case before it is sent, and its cost afterwards.
 *
 * @param guardrail price of the guardrail that calls carry
 * @param enforced prices of those that the account or its organisation adds, where they are others
 * @param unlisted price of one that nobody knew of
 */
public record CallPricing(
    Tariff tariff,
    GuardrailPrice guardrail,
    ModelBounds bounds,
    List<GuardrailPrice> enforced,
    GuardrailPrice unlisted) {

  /**
   * The most guardrails that are applied to one call: its own, the account's, the organisation's.
   */
  public static final int MAX_GUARDRAILS = 3;

  public CallPricing {
    enforced = List.copyOf(enforced);
  }

  /** The pricing of calls to which no guardrail is added. */
  public CallPricing(Tariff tariff, GuardrailPrice guardrail, ModelBounds bounds) {
    this(tariff, guardrail, bounds, List.of(), GuardrailPrice.NONE);
  }

  /**
   * The exact cost of a call, each component rounded up to a nano-dollar.
   *
   * @throws UnpricedUsageException when the provider reports a kind of token that has no price here
   */
  public Money cost(Usage usage) {
    return modelCost(usage).plus(guardrailCost(usage.guardrail()));
  }

  /**
   * The model's part of {@link #cost}: nothing of its guardrails. The tokens that were read decide
   * whether all of it has the price of long prompts.
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

  /** Whether some guardrail may check answers against a source. */
  public boolean checksGrounding() {
    return guardrail.grounding().isPositive()
        || enforced.stream().anyMatch(each -> each.grounding().isPositive());
  }

  /** The cost of what all guardrails have checked: a policy costs the same in each. */
  public Money guardrailCost(GuardrailUnits units) {
    var known = guardrail;
    for (var each : enforced) {
      known = known.or(each);
    }
    return known.or(unlisted).of(units);
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

  /** The guardrails' part of {@link #worstCase}. */
  public Money maxGuardrailCost(CallShape call) {
    return guardrail
        .maxCost(call.guardedCharacters(), call.images())
        .plus(guardrail.maxCost(bounds.maxCharacters(call.maxTokens()), 0))
        .plus(
            enforced.stream()
                .map(each -> maxEnforcedCost(each, call))
                .reduce(Money.ZERO, Money::plus));
  }

  /** The most that a guardrail costs that is added to a call. */
  public Money maxEnforcedCost(GuardrailPrice added, CallShape call) {
    return maxEnforcedInputCost(added, call).plus(maxOutputCost(added, call.maxTokens()));
  }

  /**
   * The request's part of {@link #maxEnforcedCost}. Such a guardrail may look at all that the model
   * reads, the system prompt included, whatever is marked; each part may begin a text unit.
   */
  public Money maxEnforcedInputCost(GuardrailPrice added, CallShape call) {
    var characters =
        Math.max(
            call.guardedCharacters(),
            call.textBytes() + call.messages() * GuardrailUnits.UNIT_CHARACTERS);
    return added.maxCost(characters, call.images());
  }

  /**
   * The most that a guardrail costs that looks at an answer.
   *
   * @param tokens most tokens of the answer
   */
  public Money maxOutputCost(GuardrailPrice price, long tokens) {
    return price.maxCost(bounds.maxCharacters(tokens), 0);
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
