package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.price.Usage;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/** Calls and tokens, summed up. Sums and differences stop at 10¹⁵. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UsageTotals(
    @JsonSetter(nulls = Nulls.AS_EMPTY) long invocations,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long inputTokens,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long outputTokens,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long cacheReadTokens,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long cacheWriteTokens) {

  public static final UsageTotals ZERO = new UsageTotals(0, 0, 0, 0, 0);

  private static final long MAX = 1_000_000_000_000_000L;

  /**
   * @throws IllegalArgumentException when a quantity is out of bounds
   */
  public UsageTotals {
    Quantities.requireWithin("invocations", invocations, MAX);
    Quantities.requireWithin("inputTokens", inputTokens, MAX);
    Quantities.requireWithin("outputTokens", outputTokens, MAX);
    Quantities.requireWithin("cacheReadTokens", cacheReadTokens, MAX);
    Quantities.requireWithin("cacheWriteTokens", cacheWriteTokens, MAX);
  }

  public UsageTotals plus(Usage call) {
    return new UsageTotals(
        bounded(invocations + 1),
        bounded(inputTokens + bounded(call.inputTokens())),
        bounded(outputTokens + bounded(call.outputTokens())),
        bounded(cacheReadTokens + bounded(call.cacheReadTokens())),
        bounded(cacheWriteTokens + bounded(call.cacheWriteTokens())));
  }

  public UsageTotals plus(UsageTotals other) {
    return new UsageTotals(
        bounded(invocations + other.invocations),
        bounded(inputTokens + other.inputTokens),
        bounded(outputTokens + other.outputTokens),
        bounded(cacheReadTokens + other.cacheReadTokens),
        bounded(cacheWriteTokens + other.cacheWriteTokens));
  }

  public UsageTotals minus(UsageTotals other) {
    return new UsageTotals(
        bounded(invocations - other.invocations),
        bounded(inputTokens - other.inputTokens),
        bounded(outputTokens - other.outputTokens),
        bounded(cacheReadTokens - other.cacheReadTokens),
        bounded(cacheWriteTokens - other.cacheWriteTokens));
  }

  /** The smaller of each total. */
  public UsageTotals min(UsageTotals other) {
    return new UsageTotals(
        Math.min(invocations, other.invocations),
        Math.min(inputTokens, other.inputTokens),
        Math.min(outputTokens, other.outputTokens),
        Math.min(cacheReadTokens, other.cacheReadTokens),
        Math.min(cacheWriteTokens, other.cacheWriteTokens));
  }

  private static long bounded(long sum) {
    return Math.clamp(sum, -MAX, MAX);
  }

  /** The larger of each total. */
  public UsageTotals max(UsageTotals other) {
    return new UsageTotals(
        Math.max(invocations, other.invocations),
        Math.max(inputTokens, other.inputTokens),
        Math.max(outputTokens, other.outputTokens),
        Math.max(cacheReadTokens, other.cacheReadTokens),
        Math.max(cacheWriteTokens, other.cacheWriteTokens));
  }
}
