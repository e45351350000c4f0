package ai.kernelpanic09.core.price;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Objects;

/**
 * Dollars per 1,000 text units of each guardrail policy, and per image; zero for a policy that is
 * not configured.
 */
public record GuardrailPrice(
    @JsonPropertyDescription("Content filters.") Money content,
    @JsonPropertyDescription("Denied topics.") Money topics,
    @JsonPropertyDescription("Personal data.") Money sensitiveInformation,
    @JsonPropertyDescription("Contextual grounding.") Money grounding,
    @JsonPropertyDescription("One automated-reasoning policy.") Money automatedReasoning,
    @JsonPropertyDescription("One image; not per 1,000.") Money image) {

  public static final GuardrailPrice NONE =
      new GuardrailPrice(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);

  private static final long UNITS_PER_PRICE = 1_000;

  /** Most automated-reasoning policies that Bedrock allows in a guardrail. */
  private static final long MAX_REASONING_POLICIES = 2;

  public GuardrailPrice {
    // A status that was written before this price existed lacks it.
    automatedReasoning = Objects.requireNonNullElse(automatedReasoning, Money.ZERO);
  }

  /** These prices, and those of another guardrail for the policies that have none here. */
  GuardrailPrice or(GuardrailPrice other) {
    return new GuardrailPrice(
        content.max(other.content),
        topics.max(other.topics),
        sensitiveInformation.max(other.sensitiveInformation),
        grounding.max(other.grounding),
        automatedReasoning.max(other.automatedReasoning),
        image.max(other.image));
  }

  /** The cost of {@code units}; each policy's part is rounded up to a nano-dollar. */
  public Money of(GuardrailUnits units) {
    return UnitPrice.cost(units.content(), content, UNITS_PER_PRICE)
        .plus(UnitPrice.cost(units.topics(), topics, UNITS_PER_PRICE))
        .plus(UnitPrice.cost(units.sensitiveInformation(), sensitiveInformation, UNITS_PER_PRICE))
        .plus(UnitPrice.cost(units.grounding(), grounding, UNITS_PER_PRICE))
        .plus(UnitPrice.cost(units.automatedReasoning(), automatedReasoning, UNITS_PER_PRICE))
        .plus(image.times(units.images()));
  }

  /**
   * The most that checking {@code characters} of text and {@code images} in one direction can cost.
   */
  public Money maxCost(long characters, long images) {
    var units = Math.ceilDiv(characters, GuardrailUnits.UNIT_CHARACTERS);
    return of(
        new GuardrailUnits(units, units, units, units, units * MAX_REASONING_POLICIES, images));
  }
}
