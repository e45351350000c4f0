package ai.kernelpanic09.simulator.bill;

/** Text units (of up to 1,000 characters) by policy, and images. */
public record GuardrailUnits(
    long content,
    long topic,
    long word,
    long sensitiveInformation,
    long sensitiveInformationFree,
    long grounding,
    long images) {
  public static final GuardrailUnits NONE = new GuardrailUnits(0, 0, 0, 0, 0, 0, 0);

  public GuardrailUnits plus(GuardrailUnits other) {
    return new GuardrailUnits(
        content + other.content,
        topic + other.topic,
        word + other.word,
        sensitiveInformation + other.sensitiveInformation,
        sensitiveInformationFree + other.sensitiveInformationFree,
        grounding + other.grounding,
        images + other.images);
  }
}
