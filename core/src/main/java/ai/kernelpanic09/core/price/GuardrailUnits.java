package ai.kernelpanic09.core.price;

/**
 * Guardrail text units (up to 1,000 characters each) and images that a call was or can be billed
 * for, by policy. Words and regular expressions are free and so not counted.
 *
 * @see <a href="https://aws.amazon.com/bedrock/pricing/">Bedrock pricing, Guardrails</a>
 */
public record GuardrailUnits(
    long content, long topics, long sensitiveInformation, long grounding, long images) {

  public static final GuardrailUnits NONE = new GuardrailUnits(0, 0, 0, 0, 0);

  public GuardrailUnits plus(GuardrailUnits other) {
    return new GuardrailUnits(
        content + other.content,
        topics + other.topics,
        sensitiveInformation + other.sensitiveInformation,
        grounding + other.grounding,
        images + other.images);
  }
}
