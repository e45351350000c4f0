package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.price.Usage;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

/** Calls and tokens, summed up. */
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
        invocations + 1,
        inputTokens + call.inputTokens(),
        outputTokens + call.outputTokens(),
        cacheReadTokens + call.cacheReadTokens(),
        cacheWriteTokens + call.cacheWriteTokens());
  }

  public UsageTotals plus(UsageTotals other) {
    return new UsageTotals(
        invocations + other.invocations,
        inputTokens + other.inputTokens,
        outputTokens + other.outputTokens,
        cacheReadTokens + other.cacheReadTokens,
        cacheWriteTokens + other.cacheWriteTokens);
  }

  public UsageTotals minus(UsageTotals other) {
    return new UsageTotals(
        invocations - other.invocations,
        inputTokens - other.inputTokens,
        outputTokens - other.outputTokens,
        cacheReadTokens - other.cacheReadTokens,
        cacheWriteTokens - other.cacheWriteTokens);
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
