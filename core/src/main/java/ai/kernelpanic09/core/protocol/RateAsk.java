package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;

/**
 * A wish for the right to send.
 *
 * @param wanted one-shot tokens that calls wait for
 * @param least fewer than this serve no call at all, so none are issued then
 * @param ahead one-shot tokens for calls that are likely to come before the next request; issued
 *     for large limits only, and from what others do not wait for
 * @param demandPerMinute what calls ask for, those refused included, smoothed
 * @param heldPerMinute the share that the holder drew on when it sent this: it has dropped every
 *     answer to an earlier request that it had not seen by then
 * @param returned tokens of recent slots that were never used, cumulative per slot
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RateAsk(
    @JsonSetter(nulls = Nulls.AS_EMPTY) long wanted,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long least,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long ahead,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long demandPerMinute,
    @JsonSetter(nulls = Nulls.AS_EMPTY) long heldPerMinute,
    List<SlotReturn> returned) {

  public static final RateAsk NONE = new RateAsk(0, 0, List.of());

  private static final long MAX = 1_000_000_000_000L;

  /**
   * @throws IllegalArgumentException when a quantity is negative or beyond all measure
   */
  public RateAsk {
    Quantities.require("wanted", wanted, MAX);
    Quantities.require("least", least, MAX);
    Quantities.require("ahead", ahead, MAX);
    Quantities.require("demandPerMinute", demandPerMinute, MAX);
    Quantities.require("heldPerMinute", heldPerMinute, MAX);
    returned = Absent.orEmpty(returned);
  }

  /** A wish for calls that wait, and nothing ahead. */
  public RateAsk(long wanted, long least, List<SlotReturn> returned) {
    this(wanted, least, 0, 0, 0, returned);
  }

  /** A wish that any part of helps. */
  public RateAsk(long wanted, List<SlotReturn> returned) {
    this(wanted, 0, returned);
  }

  /** So many tokens of {@code slot} came back unused, in all. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record SlotReturn(long slot, long amount) {
    public SlotReturn {
      Quantities.require("amount", amount, MAX);
    }
  }
}
