package ai.kernelpanic09.core.ledger;

import java.util.List;

/**
 * How a large limit is shared out: buckets in the hands of busy holders, and a pool from which all
 * others draw.
 *
 * @param epoch term of the leader whose clock the times here, and those of rate slots, are of
 * @param holders buckets
 * @param poolParts what was in the pool at {@code filledMillis}, in 60,000ths of a token
 * @param poolPerMinute what has flown into it since
 * @param filledMillis epoch milliseconds
 */
public record RateShares(
    long epoch, List<RateShare> holders, long poolParts, long poolPerMinute, long filledMillis) {

  public static final RateShares NONE = new RateShares(0, List.of(), 0, 0, 0);

  public RateShares {
    holders = List.copyOf(holders);
  }

  long counted() {
    return holders.stream().mapToLong(RateShare::counted).sum();
  }

  boolean isEmpty() {
    return holders.isEmpty() && poolParts == 0 && poolPerMinute == 0;
  }
}
