package ai.kernelpanic09.simulator.bill;

/** The tokens of one call by kind, as they are billed. */
public record TokenUsage(
    long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, output, 0, 0, 0);
  }

  /** All tokens together. */
  public long total() {
    return input + output + cacheRead + cacheWrite5m + cacheWrite1h;
  }

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input,
        output + other.output,
        cacheRead + other.cacheRead,
        cacheWrite5m + other.cacheWrite5m,
        cacheWrite1h + other.cacheWrite1h);
  }
}
