package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;

/**
 * Dollars of one day in the hands of one holder. All amounts are totals of the lease's whole life.
 *
 * @param holder UID of the holder's pod
 * @param incarnation the holder's own name for the lease
 * @param seq sequence number of the last request that was granted dollars
 * @param granted dollars granted
 * @param reported dollars that the holder reported as spent
 * @param returned granted dollars that the holder gave back
 * @param estimated the part of {@code reported} that is a worst case and no bill
 * @param usage calls and tokens behind {@code reported}
 * @param dead whether the holder is gone or has fallen silent; its next report clears this
 */
public record Lease(
    String holder,
    String incarnation,
    long seq,
    Money granted,
    Money reported,
    Money returned,
    Money estimated,
    UsageTotals usage,
    boolean dead) {

  static Lease open(String holder, String incarnation) {
    return new Lease(
        holder,
        incarnation,
        0,
        Money.ZERO,
        Money.ZERO,
        Money.ZERO,
        Money.ZERO,
        UsageTotals.ZERO,
        false);
  }

  /** Dollars out under leases that are marked dead. */
  static Money unreachable(Iterable<Lease> leases) {
    var sum = Money.ZERO;
    for (var lease : leases) {
      if (lease.dead) {
        sum = sum.plus(lease.out());
      }
    }
    return sum;
  }

  /** Dollars out: those that the holder may still spend, as far as the ledger knows. */
  public Money out() {
    return granted.minus(reported).minus(returned).max(Money.ZERO);
  }

  Lease grant(long requestSeq, Money more) {
    return new Lease(
        holder,
        incarnation,
        requestSeq,
        granted.plus(more),
        reported,
        returned,
        estimated,
        usage,
        dead);
  }

  Lease markDead() {
    return new Lease(holder, incarnation, seq, granted, reported, returned, estimated, usage, true);
  }
}
