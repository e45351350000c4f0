package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A holder's wish for rate tokens: requests, or model tokens.
 *
 * @param wanted one-shot tokens that calls wait for
 * @param least fewest tokens that serve a call; if fewer are free, none are issued
 * @param ahead one-shot tokens for calls that are likely to come before the next request; issued
 *     only for large limits, from tokens that no call waits for
 * @param demandPerMinute tokens that calls need, refused calls included, smoothed
 * @param heldPerMinute requests per minute of the share that the holder draws on; once it has sent
 *     this, it ignores answers to earlier requests, so that it can't draw on a larger one
 * @param returned unused tokens of recent slots, as a total for each slot
 * @param standing report and wish for tokens held ahead; null from a holder that holds none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RateAsk(
    @JsonSetter(nulls = Nulls.AS_EMPTY) long wanted,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long least,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long ahead,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long demandPerMinute,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long heldPerMinute,
    List<SlotReturn> returned,
    @Nullable Standing standing) {

  public static final RateAsk NONE = new RateAsk(0, 0, List.of());

  private static final long MAX = 1_000_000_000_000L;

  /** A holder remembers slots for less than two minutes, and there is one a second. */
  private static final int MAX_RETURNED = 400;

  /**
   * @throws IllegalArgumentException when a quantity is negative or out of bounds
   */
  public RateAsk {
    Quantities.require("wanted", wanted, MAX);
    Quantities.require("least", least, MAX);
    Quantities.require("ahead", ahead, MAX);
    Quantities.require("demandPerMinute", demandPerMinute, MAX);
    Quantities.require("heldPerMinute", heldPerMinute, MAX);
    returned = Absent.orEmpty(returned);
    Quantities.require("number of returned slots", returned.size(), MAX_RETURNED);
  }

  /** Without tokens held ahead. */
  public RateAsk(
      long wanted,
      long least,
      long ahead,
      long demandPerMinute,
      long heldPerMinute,
      List<SlotReturn> returned) {
    this(wanted, least, ahead, demandPerMinute, heldPerMinute, returned, null);
  }

  /** A wish for calls that wait, without tokens ahead. */
  public RateAsk(long wanted, long least, List<SlotReturn> returned) {
    this(wanted, least, 0, 0, 0, returned, null);
  }

  /** A wish of which any part serves calls. */
  public RateAsk(long wanted, List<SlotReturn> returned) {
    this(wanted, 0, returned);
  }

  /** The same report without any wish. */
  public RateAsk withoutWishes() {
    return new RateAsk(0, 0, 0, 0, 0, returned, standing == null ? null : standing.withoutWish());
  }

  /**
   * Report and wish for the standing allowance: one-shot tokens that a holder holds ahead, and may
   * use without asking. Its amounts are totals of one process of the holder, because the next one
   * does not know which tokens were used.
   *
   * @param born sequence number of the first request of this process, which names it among the
   *     holder's processes
   * @param used tokens that calls used
   * @param returned tokens given back unused; the holder will not use them
   * @param wanted tokens that the holder would hold
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Standing(long born, long used, long returned, long wanted) {
    public Standing {
      Quantities.require("born", born, Long.MAX_VALUE);
      Quantities.require("used", used, MAX);
      Quantities.require("returned", returned, MAX);
      Quantities.require("wanted", wanted, MAX);
    }

    Standing withoutWish() {
      return new Standing(born, used, returned, 0);
    }
  }

  /**
   * Unused tokens of one slot.
   *
   * @param slot names the grant that they came with
   * @param amount total of the slot's unused tokens, earlier reports included
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SlotReturn(long slot, long amount) {
    public SlotReturn {
      Quantities.require("amount", amount, MAX);
    }
  }
}
