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
import ai.kernelpanic09.operator.failure.Failure;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One endpoint's loop: take a batch of asks, apply it, commit, answer. The loop runs only while
 * there is work. After a rest a batch is written at once; otherwise it gathers for a quarter of a
 * second, or until it is the endpoint's turn to write.
 */
final class EndpointLedger {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointLedger.class);
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Value of {@code stepBegan} between steps. */
  private static final long IDLE = Long.MIN_VALUE;

  private final EndpointName endpoint;
  private final LedgerCommitter committer;
  private final TermsSource terms;
  private final Predicate<String> holderGone;
  private final InstantSource clock;
  private final Executor executor;
  private final AskQueue queue = new AskQueue();
  private final LastHeard heard;
  private final AtomicBoolean tick = new AtomicBoolean();
  private final AtomicBoolean running = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile boolean closed;
  private volatile @Nullable Thread runner;
  private volatile @Nullable LedgerState published;
  private volatile @Nullable Set<String> holders;
  private volatile long stepBegan = IDLE;
  private volatile boolean failing;
  private long lastCommitNanos = System.nanoTime() - GATHER_NANOS;

  EndpointLedger(
      EndpointName endpoint,
      LedgerCommitter committer,
      TermsSource terms,
      Predicate<String> holderGone,
      InstantSource clock,
      Executor executor) {
    this.endpoint = endpoint;
    this.committer = committer;
    this.terms = terms;
    this.holderGone = holderGone;
    this.clock = clock;
    this.executor = executor;
    heard = new LastHeard(clock);
  }

  CompletableFuture<Settled> submit(Ask ask) {
    heard.heard(ask.holder());
    var answer = new CompletableFuture<Settled>();
    var waiting = new AskQueue.Waiting(ask, answer);
    if (closed || !queue.offer(waiting)) {
      answer.completeExceptionally(
          new LedgerRefusal(
              LedgerRefusal.Reason.UNAVAILABLE,
              closed ? "the ledger is closed" : "too many ask for this endpoint"));
      return answer;
    }
    if (waiting.hurries()) {
      // Its write goes ahead of writes for which no calls wait.
      LockSupport.unpark(runner);
    }
    wake();
    return answer;
  }

  /** Lets time pass for the ledger: days open and close, and a new ledger gets its first commit. */
  void tick() {
    tick.set(true);
    wake();
  }

  /** The newest durable state; null before the first one is known. */
  @Nullable LedgerState state() {
    return published;
  }

  /** The holders of leases in {@link #state}; null likewise. */
  @Nullable Set<String> holders() {
    return holders;
  }

  /** Whether the last step failed. */
  boolean isFailing() {
    return failing;
  }

  /** Whether the step under way has taken longer than {@code limit}. */
  boolean isStuck(Duration limit) {
    var began = stepBegan;
    return began != IDLE && System.nanoTime() - began > limit.toNanos();
  }

  /** Answers no further ask; completes when a commit under way has ended. */
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
      queue
          .drain()
          .forEach(
              each ->
                  each.answer()
                      .completeExceptionally(
                          new LedgerRefusal(
                              LedgerRefusal.Reason.NOT_LEADER, "this operator does not lead")));
      return;
    }
    gather();
    tick.set(false);
    var batch = new ArrayList<AskQueue.Waiting>();
    queue.fill(batch);
    runner = Thread.currentThread();
    try {
      settle(batch);
      failing = false;
    } catch (RuntimeException | Error e) {
      failing = true;
      // After any failure: answer nothing that is not durable, and read the stored ledger again.
      committer.release();
      var refusal = refusal(e);
      committer.tell(refusal);
      batch.forEach(each -> each.answer().completeExceptionally(refusal));
    } finally {
      committer.turn().end();
      runner = null;
      queue.answered(batch);
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
            LedgerRefusal.Reason.UNAVAILABLE,
            "the ledger can't be kept: " + Failure.of(e).message());
      }
    };
  }

  private void gather() {
    var since = System.nanoTime() - lastCommitNanos;
    if (since < GATHER_NANOS) {
      // Consumes a leftover unpark permit of an urgent ask; otherwise it would end this wait early.
      LockSupport.parkNanos(1);
      LockSupport.parkNanos(GATHER_NANOS - since);
    }
  }

  private void settle(List<AskQueue.Waiting> batch) {
    var allowed = terms.terms(endpoint);
    if (allowed.isEmpty()) {
      throw new LedgerRefusal(LedgerRefusal.Reason.NO_ENDPOINT, "no ModelEndpoint " + endpoint);
    }
    var now = allowed.get();
    var outcome = durable(batch, now);
    publish(committer.state());
    for (var i = 0; i < batch.size(); i++) {
      batch
          .get(i)
          .answer()
          .complete(new Settled(outcome.answers().get(i), committer.state().epoch()));
    }
  }

  private void publish(LedgerState state) {
    if (!state.equals(published)) {
      published = state;
      holders = state.holders();
    }
  }

  private LedgerOutcome durable(List<AskQueue.Waiting> batch, BudgetTerms now) {
    while (true) {
      if (!committer.isHeld()) {
        committer.takeOver(now, queue::isHurried);
        heard.begin();
        lastCommitNanos = System.nanoTime();
      }
      committer.lookAtUnread();
      queue.withdraw(batch);
      var asks = batch.stream().map(AskQueue.Waiting::ask).toList();
      var before = committer.state();
      var ordered = asOrdered(heard.sweep(before, holderGone));
      var outcome =
          Ledger.apply(ordered, now, asks, clock.millis())
              .after(Ledger.crossed(before, ordered, now));
      if (!committer.hasMended() && !isWorthWriting(before, outcome.next(), now, asks.isEmpty())) {
        return outcome;
      }
      if (committer.turn().await(queue::isHurried)) {
        // Takes in asks that came during the wait, and applies the batch anew because time has
        // passed.
        queue.fill(batch);
        continue;
      }
      if (committer.commit(outcome.next(), now, queue::isHurried) == LedgerCommitter.Outcome.DONE) {
        lastCommitNanos = System.nanoTime();
        committer.tell(before, outcome);
        return outcome;
      }
    }
  }

  private LedgerState asOrdered(LedgerState state) {
    var reset =
        terms
            .resetOrdered(endpoint)
            .map(order -> Ledger.reset(state, order, clock.millis()))
            .orElse(state);
    return terms
        .settleOrdered(endpoint)
        .map(order -> Ledger.settle(reset, order, clock.millis()))
        .orElse(reset);
  }

  /**
   * Whether {@code next} must be durable before it is answered. A change by time alone is written
   * only if the status would show it; expired rate slots are no such change.
   */
  private boolean isWorthWriting(
      LedgerState before, LedgerState next, BudgetTerms terms, boolean timeOnly) {
    if (!timeOnly) {
      return !next.equals(before);
    }
    var shown = committer.shown();
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
            budget.settlements(),
            List.of(),
            List.of()),
        ledger.usage(),
        ledger.spenders(),
        ledger.pods());
  }
}
