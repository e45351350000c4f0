package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.UsageTotals;

/**
 * Dollars of one window in the hands of one holder. All amounts are cumulative.
 *
 * @param holder UID of the holder's pod
 * @param incarnation the holder's own name for the lease
 * @param seq sequence number of the last request that was granted something
 * @param granted dollars granted
 * @param reported dollars that the holder says it spent
 * @param returned granted dollars that it gave back
 * @param estimated part of {@code reported} that is a worst case and no bill
 * @param usage calls and tokens behind {@code reported}
 * @param dead whether the holder has gone or fallen silent; its own report revives it
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

  /** Dollars that the holder may still spend, as far as the ledger knows. */
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

  Lease bury() {
    return new Lease(holder, incarnation, seq, granted, reported, returned, estimated, usage, true);
  }
}
