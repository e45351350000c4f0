package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerOutcome;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.LedgerUnreadableException;
import ai.kernelpanic09.operator.failure.ApiFailure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint's loop: drain the queue, apply, commit, answer. It runs only while there is work; a
 * batch is written at once after a rest, and else gathers for a quarter of a second, or until it is
 * the endpoint's turn to write.
 */
final class EndpointLedger {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointLedger.class);
  private static final int MAX_QUEUED = 2_000;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long IDLE = Long.MIN_VALUE;

  private record Waiting(Ask ask, CompletableFuture<Settled> answer) {}

  private final EndpointName endpoint;
  private final Custody custody;
  private final TermsSource terms;
  private final Predicate<String> holderGone;
  private final InstantSource clock;
  private final Executor executor;
  private final ArrayBlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final LastHeard heard;
  private final AtomicBoolean tick = new AtomicBoolean();
  private final AtomicBoolean running = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Asks in the queue and in the batch for whose answer calls wait. */
  private final AtomicInteger hurried = new AtomicInteger();

  private volatile boolean closed;
  private volatile @Nullable Thread runner;
  private volatile @Nullable LedgerState published;
  private volatile long stepBegan = IDLE;
  private long lastCommitNanos = System.nanoTime() - GATHER_NANOS;

  EndpointLedger(
      EndpointName endpoint,
      Custody custody,
      TermsSource terms,
      Predicate<String> holderGone,
      InstantSource clock,
      Executor executor) {
    this.endpoint = endpoint;
    this.custody = custody;
    this.terms = terms;
    this.holderGone = holderGone;
    this.clock = clock;
    this.executor = executor;
    heard = new LastHeard(clock);
  }

  CompletableFuture<Settled> submit(Ask ask) {
    heard.heard(ask.holder());
    var answer = new CompletableFuture<Settled>();
    if (closed || !queue.offer(new Waiting(ask, answer))) {
      answer.completeExceptionally(
          new LedgerRefusal(
              LedgerRefusal.Reason.UNAVAILABLE,
              closed ? "the ledger is closed" : "too many ask for this endpoint"));
      return answer;
    }
    if (ask.sync().waiting() > 0) {
      // It need not wait for a turn among renewals that nobody waits for.
      hurried.incrementAndGet();
      LockSupport.unpark(runner);
    }
    wake();
    return answer;
  }

  /**
   * Lets time pass for the ledger: windows open and close, and a new ledger gets its first commit.
   */
  void tick() {
    tick.set(true);
    wake();
  }

  /** The newest durable state; null before the first one is known. */
  @Nullable LedgerState state() {
    return published;
  }

  /** Whether one step has gone on for longer than that. */
  boolean isStuck(Duration limit) {
    var began = stepBegan;
    return began != IDLE && System.nanoTime() - began > limit.toNanos();
  }

  /** Answers nobody any more; completes when a commit under way has ended. */
  CompletableFuture<Void> close() {
    closed = true;
    wake();
    return ended;
  }

  private void wake() {
    if (running.compareAndSet(false, true)) {
      executor.execute(this::run);
    }
  }

  private void run() {
    do {
      try {
        while (hasWork()) {
          stepBegan = System.nanoTime();
          step();
        }
      } finally {
        stepBegan = IDLE;
        running.set(false);
      }
    } while (hasWork() && running.compareAndSet(false, true));
    if (closed) {
      ended.complete(null);
    }
  }

  private boolean hasWork() {
    return !queue.isEmpty() || (tick.get() && !closed);
  }

  private void step() {
    if (closed) {
      drainAll()
          .forEach(
              each ->
                  each.answer.completeExceptionally(
                      new LedgerRefusal(
                          LedgerRefusal.Reason.NOT_LEADER, "this operator does not lead")));
      return;
    }
    gather();
    tick.set(false);
    var batch = new ArrayList<Waiting>();
    fill(batch);
    runner = Thread.currentThread();
    try {
      settle(batch);
    } catch (RuntimeException | Error e) {
      // Whatever it was: nobody is answered anything that is not durable, and the truth is read
      // again.
      custody.release();
      var refusal = refusal(e);
      custody.tell(refusal);
      batch.forEach(each -> each.answer.completeExceptionally(refusal));
    } finally {
      custody.letTurnGo();
      runner = null;
      for (var each : batch) {
        hurried.addAndGet(each.ask.sync().waiting() > 0 ? -1 : 0);
      }
    }
  }

  private LedgerRefusal refusal(Throwable e) {
    return switch (e) {
      case LedgerRefusal refusal -> refusal;
      case LedgerUnreadableException unreadable ->
          new LedgerRefusal(
              LedgerRefusal.Reason.UNREADABLE,
              "status." + unreadable.getMessage() + "; mend it in the status");
      default -> {
        LOG.warn("event=ledger_failed endpoint={} error=\"{}\"", endpoint, e.toString());
        yield new LedgerRefusal(
            LedgerRefusal.Reason.UNAVAILABLE, "the ledger can't be kept: " + ApiFailure.text(e));
      }
    };
  }

  private void gather() {
    var since = System.nanoTime() - lastCommitNanos;
    if (since < GATHER_NANOS) {
      // Spends what a hurried ask has left that came too late: it must not cut this short.
      LockSupport.parkNanos(1);
      LockSupport.parkNanos(GATHER_NANOS - since);
    }
  }

  private boolean isHurried() {
    return hurried.get() > 0;
  }

  /**
   * Takes what waits in the queue, at most one ask of each holder: its next one builds on the
   * answer to this one.
   */
  private void fill(List<Waiting> batch) {
    var holders = new HashSet<String>();
    batch.forEach(each -> holders.add(each.ask.holder()));
    for (var next = queue.peek(); next != null && holders.add(next.ask.holder()); ) {
      batch.add(queue.remove());
      next = queue.peek();
    }
  }

  private List<Waiting> drainAll() {
    var all = new ArrayList<Waiting>();
    queue.drainTo(all);
    return all;
  }

  private void settle(List<Waiting> batch) {
    var allowed = terms.terms(endpoint);
    if (allowed.isEmpty()) {
      throw new LedgerRefusal(LedgerRefusal.Reason.NO_ENDPOINT, "no ModelEndpoint " + endpoint);
    }
    var now = allowed.get();
    var outcome = durable(batch, now);
    published = custody.state();
    for (var i = 0; i < batch.size(); i++) {
      batch.get(i).answer.complete(new Settled(outcome.answers().get(i), custody.state().epoch()));
    }
  }

  private LedgerOutcome durable(List<Waiting> batch, BudgetTerms now) {
    while (true) {
      var asks = batch.stream().map(Waiting::ask).toList();
      if (!custody.isHeld()) {
        custody.take(now, this::isHurried);
        heard.begin();
        lastCommitNanos = System.nanoTime();
      }
      custody.lookAtUnread();
      var before = custody.state();
      var outcome =
          Ledger.apply(asOrdered(heard.sweep(before, holderGone)), now, asks, clock.millis());
      if (!custody.isAhead() && !isWorthWriting(before, outcome.next(), now, asks.isEmpty())) {
        return outcome;
      }
      if (custody.awaitTurn(this::isHurried)) {
        // Whoever has asked meanwhile need not wait for another turn, and it is later now.
        fill(batch);
        continue;
      }
      if (custody.commit(outcome.next(), now, this::isHurried) == Custody.Outcome.DONE) {
        lastCommitNanos = System.nanoTime();
        custody.tell(before, outcome);
        return outcome;
      }
    }
  }

  private LedgerState asOrdered(LedgerState state) {
    return terms
        .resetOrdered(endpoint)
        .map(order -> Ledger.reset(state, order, clock.millis()))
        .orElse(state);
  }

  /**
   * An ask is answered only on durable ground. Time alone is written down when somebody would see a
   * difference: not when rate slots have run out.
   */
  private boolean isWorthWriting(
      LedgerState before, LedgerState next, BudgetTerms terms, boolean timeOnly) {
    if (!timeOnly) {
      return !next.equals(before);
    }
    var shown = custody.shown();
    var toShow = DurableLedger.of(next, terms, clock.millis());
    return shown == null || !withoutRates(shown).equals(withoutRates(toShow));
  }

  private static DurableLedger withoutRates(DurableLedger ledger) {
    var budget = ledger.budget();
    return new DurableLedger(
        new BudgetStatus(
            budget.epoch(),
            budget.commitId(),
            budget.daily(),
            budget.monthly(),
            budget.holders(),
            budget.windows(),
            budget.months(),
            budget.resets(),
            List.of(),
            List.of()),
        ledger.usage(),
        ledger.spenders(),
        ledger.pods());
  }
}
