package ai.kernelpanic09.simulator.wire;

/**
 * How an answer is delivered.
 *
 * @param delayMillis before the first byte
 * @param gapMillis between the parts of a stream
 */
public record Delivery(long delayMillis, long gapMillis, Ending ending) {
  public static final Delivery AT_ONCE = new Delivery(0, 0, Ending.ANSWER);

  /** How the answer ends. */
  public enum Ending {
    ANSWER,
    RESET,
    HANG
  }
}
