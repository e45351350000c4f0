package ai.kernelpanic09.simulator.bill;

/**
 * The work of a guardrail: text units (of up to 1,000 characters) by policy, and images.
 *
 * @param reasoning units that automated reasoning looked at, times the number of its policies
 * @param reasoningPolicies number of automated-reasoning policies that looked at them, of one check
 */
public record GuardrailUsage(
    long content,
    long topic,
    long word,
    long sensitiveInformation,
    long sensitiveInformationFree,
    long grounding,
    long reasoning,
    long reasoningPolicies,
    long images) {
  public static final GuardrailUsage NONE = new GuardrailUsage(0, 0, 0, 0, 0, 0, 0, 0, 0);

  public GuardrailUsage plus(GuardrailUsage other) {
    return new GuardrailUsage(
        content + other.content,
        topic + other.topic,
        word + other.word,
        sensitiveInformation + other.sensitiveInformation,
        sensitiveInformationFree + other.sensitiveInformationFree,
        grounding + other.grounding,
        reasoning + other.reasoning,
        Math.max(reasoningPolicies, other.reasoningPolicies),
        images + other.images);
  }
}
