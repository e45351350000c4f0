package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;

/**
 * A report of a holder that it has spent more of a lease than it was lent. An honest holder's does
 * only if a call cost more than its worst case.
 *
 * @param window id of the day
 * @param pod name of the holder's pod
 * @param workload kind and name of the pod's owner
 * @param lent dollars of the lease, without those that were given back
 * @param claimed dollars that the holder reports as spent
 * @param booked dollars that count as spent: all that are claimed, or as many as its calls can have
 *     cost at most
 */
public record Overrun(
    String window, String pod, String workload, Money lent, Money claimed, Money booked) {

  /** Whether the report is not believed: some of it is not booked, and nothing more is lent. */
  public boolean isRefused() {
    return claimed.compareTo(booked) > 0;
  }
}
