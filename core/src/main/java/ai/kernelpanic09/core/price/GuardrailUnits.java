package ai.kernelpanic09.core.price;

/**
 * Guardrail text units (up to 1,000 characters each) and images that a call was or can be billed
 * for, by policy. Words and regular expressions are free and so not counted.
 *
 * @see <a href="https://aws.amazon.com/bedrock/pricing/">Bedrock pricing, Guardrails</a>
 */
public record GuardrailUnits(
    long content,
    long topics,
    long sensitiveInformation,
    long grounding,
    long automatedReasoning,
    long images) {

  /** The most characters of one text unit. */
  public static final long UNIT_CHARACTERS = 1_000;

  public static final GuardrailUnits NONE = new GuardrailUnits(0, 0, 0, 0, 0, 0);

  /** The characters that a text is billed as: begun units count as whole ones. */
  public static long billedCharacters(long characters) {
    return Math.ceilDiv(characters, UNIT_CHARACTERS) * UNIT_CHARACTERS;
  }

  /**
   * Units of automated reasoning to pay for: Bedrock counts the text once, and says how many
   * policies looked at it.
   */
  public static long ofReasoning(long textUnits, long policies) {
    return textUnits * Math.max(1, policies);
  }

  public GuardrailUnits plus(GuardrailUnits other) {
    return new GuardrailUnits(
        content + other.content,
        topics + other.topics,
        sensitiveInformation + other.sensitiveInformation,
        grounding + other.grounding,
        automatedReasoning + other.automatedReasoning,
        images + other.images);
  }
}
