package ai.kernelpanic09.operator.bench;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.budget.Settled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Spends an endpoint's budget to its end, by pods that together want more; all on one thread. */
final class Exhaustion {

  /** The budget: 5,000 times a call's worst case. */
  static final Money BUDGET = Pod.WORST.times(5_000);

  /** The time in which calls for 1.3 times the budget arrive. */
  static final int SECONDS = Integer.getInteger("bench.exhaustion.seconds", 25);

  private static final double OFFERED = 1.3;
  private static final int MEAN_PART = 5;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  // Without any spending for this long the budget has come to its end. It is longer than the
  // longest pause, because dollars that the last reports return are granted and spent again.
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(8);
  private static final long RENEWAL_MILLIS = 5_000;
  private static final long SCARCE_MILLIS = 2_000;

  private final BudgetAuthority authority;
  private final List<Member> members = new ArrayList<>();

  private Exhaustion(BudgetAuthority authority, EndpointName endpoint, int holders) {
    this.authority = authority;
    for (var i = 0; i < holders; i++) {
      members.add(new Member(new Pod(endpoint, "pod-" + i)));
    }
  }

  /**
   * Runs until no call is let through although calls keep arriving; returns the share of the budget
   * that was spent.
   */
  static double usedShare(BudgetAuthority authority, EndpointName endpoint, int holders) {
    return new Exhaustion(authority, endpoint, holders).play();
  }

  private double play() {
    var began = System.nanoTime();
    var calls = OFFERED * BUDGET.nanoDollars() / Pod.WORST.nanoDollars() * MEAN_PART;
    var perNano = calls / TimeUnit.SECONDS.toNanos(SECONDS);
    var offered = 0L;
    var spent = Money.ZERO;
    var changed = began;
    for (var now = began; now - changed < QUIET_NANOS; now = System.nanoTime()) {
      for (var due = (long) ((now - began) * perNano); offered < due; offered++) {
        // The mean of the fourth power of a number drawn uniformly from 0 to 1 is a fifth.
        var part = Math.pow(ThreadLocalRandom.current().nextDouble(), MEAN_PART - 1);
        any()
            .pod
            .call(Money.ofNanoDollars(1 + (long) (part * Pod.WORST.nanoDollars())).min(Pod.WORST));
      }
      for (var member : members) {
        member.step(now);
      }
      var newest = spent();
      changed = newest.equals(spent) ? changed : now;
      spent = newest;
      LockSupport.parkNanos(STEP_NANOS);
    }
    return spent.toDoubleDollars() / BUDGET.toDoubleDollars();
  }

  private Money spent() {
    var spent = Money.ZERO;
    for (var member : members) {
      spent = spent.plus(member.pod.spent);
    }
    return spent;
  }

  private Member any() {
    return members.get(ThreadLocalRandom.current().nextInt(members.size()));
  }

  /** A pod and its loop of asks, with a sidecar's pauses. */
  private final class Member {
    final Pod pod;
    private @Nullable CompletableFuture<Settled> asked;
    private long askedNanos;
    private long urgentNanos = System.nanoTime();
    private long wantedNanos = System.nanoTime();
    private long dueNanos = System.nanoTime();

    Member(Pod pod) {
      this.pod = pod;
    }

    void step(long now) {
      var pending = asked;
      if (pending != null) {
        if (!pending.isDone()) {
          return;
        }
        asked = null;
        answered(pending, System.nanoTime());
      }
      pod.expire();
      if ((pod.waits() && now - urgentNanos >= 0)
          || (pod.wantsToAsk() && now - wantedNanos >= 0)
          || now - dueNanos >= 0) {
        askedNanos = System.nanoTime();
        asked = pod.ask(authority);
      }
    }

    private void answered(CompletableFuture<Settled> pending, long now) {
      if (pending.isCompletedExceptionally()) {
        pod.unreachable();
        dueNanos = now + jittered(500);
        urgentNanos = dueNanos;
        wantedNanos = dueNanos;
        return;
      }
      var settled = pending.join();
      pod.answered(settled, askedNanos);
      dueNanos = now + jittered(settled.answer().scarce() ? SCARCE_MILLIS : RENEWAL_MILLIS);
      urgentNanos = pod.waits() ? now + jittered(100) : now;
      wantedNanos = now + jittered(500);
    }

    private static long jittered(long millis) {
      return (long)
          (TimeUnit.MILLISECONDS.toNanos(millis)
              * (0.5 + ThreadLocalRandom.current().nextDouble() / 2));
    }
  }
}
