package ai.kernelpanic09.simulator.bill;

/**
 * Text units (of up to 1,000 characters) by policy, and images.
 *
 * @param reasoning units that automated reasoning looked at, times the number of its policies
 * @param reasoningPolicies number of automated-reasoning policies that looked at them, of one check
 */
public record GuardrailUnits(
    long content,
    long topic,
    long word,
    long sensitiveInformation,
    long sensitiveInformationFree,
    long grounding,
    long reasoning,
    long reasoningPolicies,
    long images) {
  public static final GuardrailUnits NONE = new GuardrailUnits(0, 0, 0, 0, 0, 0, 0, 0, 0);

  public GuardrailUnits plus(GuardrailUnits other) {
    return new GuardrailUnits(
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
