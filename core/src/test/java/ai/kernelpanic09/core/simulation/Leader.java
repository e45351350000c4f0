package ai.kernelpanic09.core.simulation;

import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerAnswer;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.ResetOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator that leads, or believes it does: batches requests, commits, then answers. */
final class Leader {

  private static final long GROUP_MILLIS = 250;

  private final SimulatedSystem world;
  private long skewMillis;
  private final List<Message> queue = new ArrayList<>();
  private long epoch;
  private @Nullable LedgerState state;
  private boolean committing;
  private long restUntilMillis;

  Leader(SimulatedSystem world) {
    this.world = world;
    skewMillis =
        world.scenario.has(Scenario.Fault.CLOCK_SKEW) ? world.random.nextInt(4_001) - 2_000 : 0;
  }

  long epoch() {
    return epoch;
  }

  /**
   * Takes the lead over: reads the durable ledger, and fences the earlier leader with a higher
   * epoch.
   */
  void takeOver() {
    var read = world.store.read();
    if (read == null) {
      return;
    }
    var next = read.committed(read.epoch() + 1, world.fresh("c"));
    if (world.store.swap(read.commitId(), next, world.terms, wall())) {
      epoch = next.epoch();
      state = world.store.read();
      world.trace("epoch", epoch, "begins");
    }
  }

  /** Reads the ledger again after the endpoint was created anew under this leader. */
  void reload() {
    state = world.store.read();
  }

  /** Sets this leader's clock forward or back. */
  void jump() {
    // Less than the hour after which a day is closed for good.
    skewMillis = world.random.nextLong(3_600_000) - 1_800_000;
    // Where the clock ends a day early, leases whose answers were lost come back only by the
    // write-off.
    world.anythingLost = true;
    world.trace("a leader's clock is off by", skewMillis, "ms");
  }

  private long wall() {
    return world.nowMillis + skewMillis;
  }

  void receive(Message message) {
    if (state == null) {
      return;
    }
    queue.add(message);
    world.in(Math.max(0, restUntilMillis - world.nowMillis), this::serve);
  }

  private void serve() {
    var before = state;
    if (committing || queue.isEmpty() || before == null || world.nowMillis < restUntilMillis) {
      return;
    }
    restUntilMillis = world.nowMillis + GROUP_MILLIS;
    var batch = List.copyOf(queue);
    queue.clear();
    var terms = world.terms;
    var asks = new ArrayList<Ask>();
    for (var message : batch) {
      asks.add(world.mistakes.asHeard(message.ask(), before));
    }
    var outcome = Ledger.apply(before, terms, asks, wall());
    var next =
        world.mistakes.asApplied(before, outcome.next(), wall()).committed(epoch, world.fresh("c"));
    commit(before, next, terms, () -> answer(batch, outcome.answers()));
    if (world.bug == Bug.ANSWERS_BEFORE_COMMIT) {
      answer(batch, outcome.answers());
    }
  }

  /** Drops the booked leases of pods that are gone. */
  void fold() {
    var before = state;
    if (before == null || committing) {
      return;
    }
    var next =
        Ledger.sweep(before, world::isLost, world::isLost).committed(epoch, world.fresh("c"));
    commit(before, next, world.terms, () -> {});
  }

  /** Resets a budget, as a person orders it. */
  void reset() {
    var before = state;
    if (before == null || committing) {
      return;
    }
    var budgets = ResetOrder.Budget.values();
    var order =
        new ResetOrder(
            world.fresh("reset"),
            "alice",
            budgets[world.random.nextInt(budgets.length)],
            "simulated");
    var next = Ledger.reset(before, order, wall());
    if (!next.equals(before)) {
      world.trace("reset", next.resets().getLast());
      commit(before, next.committed(epoch, world.fresh("c")), world.terms, () -> {});
    }
  }

  private void commit(
      LedgerState before, LedgerState next, BudgetTerms terms, Runnable whenDurable) {
    committing = true;
    world.in(
        1 + world.random.nextInt(40),
        () -> {
          var lostBefore = world.happens(Scenario.Fault.COMMIT_TIMEOUT, 8);
          var lostAfter = world.happens(Scenario.Fault.COMMIT_TIMEOUT, 8);
          var previous = world.store.current();
          var swapped = !lostBefore && world.store.swap(before.commitId(), next, terms, wall());
          if (swapped && previous != null) {
            world.checkCommit(previous, next, terms);
          }
          if (lostBefore || lostAfter) {
            world.in(500, () -> resolve(next, whenDurable));
          } else if (swapped) {
            done(next, whenDurable);
          } else {
            resolve(next, whenDurable);
          }
        });
  }

  /**
   * Reads the stored ledger after a commit whose outcome is unknown or that met another commit: it
   * never guesses.
   */
  private void resolve(LedgerState next, Runnable whenDurable) {
    var read = world.store.read();
    if (read != null && read.commitId().equals(next.commitId())) {
      done(next, whenDurable);
      return;
    }
    committing = false;
    queue.clear();
    if (read == null || read.epoch() != epoch) {
      world.trace("epoch", epoch, "ends");
      state = null;
    } else {
      state = read;
    }
  }

  private void done(LedgerState next, Runnable whenDurable) {
    committing = false;
    var read = world.store.read();
    state = read != null && read.commitId().equals(next.commitId()) ? read : null;
    if (state == null && read != null && read.epoch() == epoch) {
      state = read;
    }
    if (world.bug != Bug.ANSWERS_BEFORE_COMMIT) {
      whenDurable.run();
    }
    world.in(Math.max(0, restUntilMillis - world.nowMillis), this::serve);
  }

  private void answer(List<Message> batch, List<LedgerAnswer> answers) {
    for (var i = 0; i < batch.size(); i++) {
      world.reply(batch.get(i), answers.get(i));
    }
  }
}
