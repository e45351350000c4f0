package ai.kernelpanic09.core.protocol;

import java.util.List;

/**
 * A wish for one-shot rate tokens.
 *
 * @param wanted tokens wanted now
 * @param least fewer than this serve no call at all, so none are issued then
 * @param returned tokens of recent slots that were never used, cumulative per slot
 */
public record RateAsk(long wanted, long least, List<SlotReturn> returned) {

  public static final RateAsk NONE = new RateAsk(0, 0, List.of());

  private static final long MOST = 1_000_000_000_000L;

  /**
   * @throws IllegalArgumentException when a quantity is negative or beyond all measure
   */
  public RateAsk {
    Quantities.require("wanted", wanted, MOST);
    Quantities.require("least", least, MOST);
    returned = List.copyOf(returned);
  }

  /** A wish that any part of helps. */
  public RateAsk(long wanted, List<SlotReturn> returned) {
    this(wanted, 0, returned);
  }

  /** So many tokens of {@code slot} came back unused, in all. */
  public record SlotReturn(long slot, long amount) {
    public SlotReturn {
      Quantities.require("amount", amount, MOST);
    }
  }
}
