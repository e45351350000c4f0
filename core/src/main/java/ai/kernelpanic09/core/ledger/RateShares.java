package ai.kernelpanic09.core.ledger;

import java.util.List;

/**
 * How a large limit is shared out: buckets of busy holders, and a pool that all others draw from.
 *
 * @param epoch term of the leader by whose clock the times here and in rate slots were written
 * @param holders the buckets
 * @param poolParts level of the pool at {@code filledMillis}, in 60,000ths of a token
 * @param poolPerMinute tokens per minute that flow into the pool since then
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
