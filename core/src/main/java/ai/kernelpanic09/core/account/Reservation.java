package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.money.Money;

/** The worst case of a call, set aside from a lease until the call is settled. */
final class Reservation {

  final HeldLease lease;
  final Money worst;
  boolean open = true;

  Reservation(HeldLease lease, Money worst) {
    this.lease = lease;
    this.worst = worst;
  }
}
