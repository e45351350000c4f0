package ai.kernelpanic09.simulator.wire;

/**
 * How an answer is delivered.
 *
 * @param delayMillis before the first byte
 * @param gapMillis between the parts of a stream
 * @param pieceBytes the most bytes that are written at once; 0 for any number
 */
public record Delivery(long delayMillis, long gapMillis, Ending ending, int pieceBytes) {
  public static final Delivery AT_ONCE = new Delivery(0, 0, Ending.ANSWER, 0);

  /** How the answer ends. */
  public enum Ending {
    ANSWER,
    /** The whole answer, and then the end of the connection, unannounced. */
    CLOSE,
    RESET,
    HANG;

    /** Whether an answer comes. */
    public boolean answers() {
      return this == ANSWER || this == CLOSE;
    }
  }
}
