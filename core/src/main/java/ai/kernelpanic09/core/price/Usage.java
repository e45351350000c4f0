package ai.kernelpanic09.core.price;

import java.util.stream.LongStream;

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

  /** No call reads or writes as much: only a broken answer tells it. */
  private static final long TOO_MANY = 1_000_000_000;

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

  /**
   * Whether a call can have used this: each count is 0 or more, and less than a billion. What is
   * beyond is no usage, and would be more than ledgers can hold.
   */
  public boolean isPossible() {
    return LongStream.of(
            inputTokens,
            outputTokens,
            cacheReadTokens,
            cacheWrite5mTokens,
            cacheWrite1hTokens,
            guardrail.content(),
            guardrail.topics(),
            guardrail.sensitiveInformation(),
            guardrail.grounding(),
            guardrail.automatedReasoning(),
            guardrail.images())
        .allMatch(each -> each >= 0 && each < TOO_MANY);
  }

  /** All tokens that the model has read, those from and for its cache included. */
  public long promptTokens() {
    return inputTokens + cacheReadTokens + cacheWriteTokens();
  }

  public long cacheWriteTokens() {
    return cacheWrite5mTokens + cacheWrite1hTokens;
  }
}
