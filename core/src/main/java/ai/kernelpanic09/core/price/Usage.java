package ai.kernelpanic09.core.price;

/**
 * The usage of one call, as the provider reported it. Input tokens exclude the cached ones.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html">TokenUsage</a>
 */
public record Usage(
    long inputTokens,
    long outputTokens,
    long cacheReadTokens,
    long cacheWrite5mTokens,
    long cacheWrite1hTokens,
    GuardrailUnits guardrail) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, GuardrailUnits.NONE);

  public static Usage ofTokens(long inputTokens, long outputTokens) {
    return new Usage(inputTokens, outputTokens, 0, 0, 0, GuardrailUnits.NONE);
  }

  /** This usage with {@code more} units of a guardrail added. */
  public Usage withGuardrail(GuardrailUnits more) {
    return new Usage(
        inputTokens,
        outputTokens,
        cacheReadTokens,
        cacheWrite5mTokens,
        cacheWrite1hTokens,
        guardrail.plus(more));
  }

  public long cacheWriteTokens() {
    return cacheWrite5mTokens + cacheWrite1hTokens;
  }
}
