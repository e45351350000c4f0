package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.simulation.Scenario.Fault;

/** One seed from its first call to the last report of its last pod. */
final class Simulation {

  private final SimulatedSystem world;

  Simulation(long seed, Bug bug, boolean traced) {
    world = new SimulatedSystem(seed, bug, traced);
  }

  /** Chaos, then peace: calls pass again, and everything is booked in the end. */
  void play(int events) {
    world.run(events);
    world.heal();
    world.pass(20_000);
    callsPassAgain();
    everythingIsBooked();
  }

  /** Chaos, then nothing but identical calls until none is let through any more. */
  void exhaust(int events) {
    world.run(events);
    world.heal();
    if (world.left() == null) {
      return;
    }
    var quietSince = world.nowMillis;
    var admitted = -1;
    while (world.nowMillis - quietSince < 120_000) {
      for (var holder : world.holders) {
        world.call(holder);
      }
      world.pass(2_000);
      var now = world.holders.stream().mapToInt(each -> each.admitted).sum();
      if (now != admitted) {
        admitted = now;
        quietSince = world.nowMillis;
      }
    }
    var left = world.left();
    if (left != null && left.compareTo(world.scenario.worst().times(2)) >= 0) {
      throw new Violation("no call passes, though " + left + " is left");
    }
  }

  private void callsPassAgain() {
    var enough = world.scenario.worst().times(4L + 4L * world.holders.size());
    var left = world.left();
    if (left != null && left.compareTo(enough) < 0) {
      return;
    }
    for (var holder : world.holders) {
      holder.admitted = 0;
    }
    for (var round = 0; round < 20 && !allAdmitted(); round++) {
      for (var holder : world.holders) {
        if (holder.admitted == 0) {
          world.call(holder);
        }
      }
      world.pass(7_000);
    }
    if (!allAdmitted()) {
      throw new Violation("a pod has not let a call through though there was money");
    }
  }

  private boolean allAdmitted() {
    return world.holders.stream().allMatch(each -> each.admitted > 0);
  }

  private void everythingIsBooked() {
    world.await("calls have ended", 700_000, () -> world.callsUnderWay == 0);
    for (var holder : world.holders) {
      holder.drain();
    }
    world.await(
        "all pods are drained",
        60_000,
        () -> world.holders.stream().allMatch(SimulatedPod::isDrained));
    for (var holder : world.holders) {
      if (holder.hasOverrun()) {
        throw new Violation(holder.uid + " saw a call that cost more than its worst case");
      }
    }
    if (world.anythingLost || world.scenario.has(Fault.RECREATE)) {
      return;
    }
    for (var window : world.ledger().days()) {
      var bill = world.provider.of(window.seq());
      if (!window.leased().equals(Money.ZERO)) {
        throw new Violation("day " + window.id() + ": " + window.leased() + " never came back");
      }
      if (!window.spent().equals(bill) || !window.estimated().isZero()) {
        throw new Violation(
            "day " + window.id() + ": spent " + window.spent() + ", but billed " + bill);
      }
    }
  }
}
