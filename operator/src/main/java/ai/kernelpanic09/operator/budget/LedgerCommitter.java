package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerOutcome;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.ledger.LedgerUnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commits to one endpoint's ledger: takes it over for this operator's term, makes each next state
 * durable, resolves commits of unknown outcome, and lets go when another operator has taken it.
 * Used by one thread at a time.
 */
final class LedgerCommitter {

  /** The outcome of a commit. */
  enum Outcome {
    /** The new state is durable. */
    DONE,
    /** The state has changed, so the batch must be applied again. */
    CHANGED
  }

  private static final Duration MAX_WAIT = Duration.ofSeconds(8);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final long RETRY_NANOS = 100_000_000;

  private final EndpointName endpoint;
  private final LedgerStore store;
  private final WriteTurn turn;
  private final OwnCommits commits;
  private final Floors floors;
  private final BooleanSupplier leads;
  private final InstantSource clock;
  private final LedgerEvents events;
  private long epoch;
  private @Nullable Stored base;
  private LedgerState state = LedgerState.EMPTY;
  private Instant nextLook = Instant.MIN;

  /** Whether the state holds lines mended by a person that the next commit must still write. */
  private boolean mendedPending;

  /**
   * @param ids makes a new id for each commit
   * @param leads whether this operator leads: asked of the API server at each call, not remembered
   */
  LedgerCommitter(
      EndpointName endpoint,
      LedgerStore store,
      WritePace pace,
      Supplier<String> ids,
      Floors floors,
      BooleanSupplier leads,
      InstantSource clock,
      LedgerEvents events) {
    this.endpoint = endpoint;
    this.store = store;
    turn = new WriteTurn(pace);
    commits = new OwnCommits(ids);
    this.floors = floors;
    this.leads = leads;
    this.clock = clock;
    this.events = events;
  }

  /**
   * The newest durable state, with the lines that {@link #lookAtUnread} has taken up. Empty before
   * {@link #takeOver}.
   */
  LedgerState state() {
    return state;
  }

  /** The ledger as the status shows it; null before the first commit. */
  @Nullable DurableLedger shown() {
    var held = base;
    return held == null ? null : held.ledger();
  }

  /** Tells the listeners the results of the last commit. */
  void tell(LedgerState before, LedgerOutcome outcome) {
    outcome.crossed().forEach(each -> events.crossed(endpoint, each));
    outcome.writtenOff().forEach(each -> events.writtenOff(endpoint, each));
    outcome.overruns().forEach(each -> events.overrun(endpoint, each));
    outcome.next().resets().stream()
        .filter(each -> !before.resets().contains(each))
        .forEach(each -> events.reset(endpoint, each));
    outcome.next().settlements().stream()
        .filter(each -> !before.settlements().contains(each))
        .forEach(each -> events.settled(endpoint, each));
  }

  /**
   * Tells the listeners why a step failed, unless the ledger is another operator's or its endpoint
   * is gone.
   */
  void tell(LedgerRefusal refusal) {
    switch (refusal.reason()) {
      case UNAVAILABLE, UNREADABLE -> events.failed(endpoint, refusal);
      case NOT_LEADER, NO_ENDPOINT -> {}
    }
  }

  /** Whether this operator keeps the ledger. */
  boolean isHeld() {
    return base != null;
  }

  /** Forgets the stored ledger: the next {@link #takeOver} reads it again. */
  void release() {
    base = null;
  }

  /**
   * Makes this operator the only one that can commit, by a commit under a new epoch.
   *
   * @param hurried whether calls wait for the commit
   * @throws LedgerRefusal when there is no such endpoint, or another operator leads
   * @throws LedgerStore.StoreException when the API server can't be asked
   */
  void takeOver(BudgetTerms terms, BooleanSupplier hurried) {
    while (base == null) {
      var stored = store.read(endpoint).orElseThrow(this::noEndpoint);
      if (stored.epoch() == epoch && commits.contains(stored.commitId())) {
        adopt(stored);
        return;
      }
      // Asked after the read: a new leader that took the ledger before the read shows here, and one
      // that takes it later makes the commit below fail.
      if (!leads.getAsBoolean()) {
        throw new LedgerRefusal(LedgerRefusal.Reason.NOT_LEADER, "another operator leads");
      }
      var now = clock.millis();
      // A status older than the last durable state of this term is a restored backup; a newer epoch
      // means that another operator has gone on from that state.
      var known = stored.epoch() <= epoch ? Ledger.floor(state, now) : Floor.NONE;
      adopt(stored);
      epoch = Math.max(epoch, stored.epoch()) + 1;
      var floor = floors.of(endpoint, stored.uid(), stored.ledger() == null);
      applyFloor(floor, terms, now);
      applyFloor(known, terms, now);
      var next = Ledger.apply(state, terms, List.of(), now).next();
      if (commit(next, terms, hurried) == Outcome.CHANGED) {
        base = null;
      }
    }
  }

  /**
   * While there are lines that can't be read, looks whether a person has mended one: the next
   * commit would overwrite the edit. An edit that makes the money unreadable stops the ledger, as
   * at a takeover.
   *
   * @throws LedgerUnreadableException when the edit makes the amounts of money unreadable
   */
  void lookAtUnread() {
    var held = base;
    var now = clock.instant();
    if (held == null
        || now.isBefore(nextLook)
        || state.days().stream().noneMatch(LedgerCommitter::isUnread)) {
      return;
    }
    nextLook = now.plus(LOOK_EVERY);
    try {
      var stored = store.read(endpoint).orElse(null);
      var ledger = stored == null ? null : stored.ledger();
      // If another operator has committed, the next commit of this one finds that.
      if (stored != null && ledger != null && stored.commitId().equals(held.commitId())) {
        var mended = Ledger.mended(state, ledger.toState());
        if (!mended.equals(state)) {
          state = mended;
          mendedPending = true;
        }
      }
    } catch (LedgerStore.StoreException e) {
      // The next step looks again.
    }
  }

  /** Whether the state must be committed though no ask has changed it: mended lines are pending. */
  boolean hasMended() {
    return mendedPending;
  }

  private static boolean isUnread(Day day) {
    var unread = day.unread();
    return unread != null && !unread.lines().isEmpty();
  }

  /** The turn of the next write. One that is not used by {@link #commit} must be ended. */
  WriteTurn turn() {
    return turn;
  }

  /**
   * Makes {@code next} durable, or finds that it must be computed again.
   *
   * @param hurried whether calls wait for the commit; may become true during the wait for a turn
   * @throws LedgerRefusal when another operator has taken over, or the endpoint is gone
   * @throws LedgerStore.StoreException when the outcome can't be found out in time
   */
  Outcome commit(LedgerState next, BudgetTerms terms, BooleanSupplier hurried) {
    var before = held();
    var mine = next.committed(epoch, commits.next());
    var durable = DurableLedger.of(mine, terms, clock.millis());
    var deadline = clock.instant().plus(MAX_WAIT);
    var refusals = 0;
    while (true) {
      var _ = turn.await(hurried);
      turn.end();
      var result = store.commit(endpoint, before, durable);
      if (result == LedgerStore.Commit.DONE) {
        return done(before, mine, durable);
      }
      if (result == LedgerStore.Commit.GONE) {
        base = null;
        throw noEndpoint();
      }
      var now = readUntil(deadline).orElseThrow(this::noEndpoint);
      if (now.commitId().equals(mine.commitId())) {
        return done(now, mine, durable);
      }
      if (!now.commitId().equals(before.commitId()) || !now.uid().equals(before.uid())) {
        events.conflicted(endpoint);
        rebase(now, terms);
        return Outcome.CHANGED;
      }
      refusals += result == LedgerStore.Commit.REFUSED ? 1 : 0;
      if ((refusals > 2 && now.ledger() != null) || !clock.instant().isBefore(deadline)) {
        base = null;
        throw new LedgerRefusal(
            LedgerRefusal.Reason.UNAVAILABLE,
            ("the ledger can't be written: " + store.refusal(endpoint)).strip());
      }
      // The commit never arrived, or is still under way. It is safe to send it again: only one of
      // the two can replace {@code before}.
      before = now;
    }
  }

  private Outcome done(Stored before, LedgerState mine, DurableLedger durable) {
    hold(new Stored(before.uid(), before.resourceVersion(), true, durable), mine);
    commits.durable(mine.commitId());
    events.committed(endpoint, durable);
    return Outcome.DONE;
  }

  private void rebase(Stored now, BudgetTerms terms) {
    if (commits.contains(now.commitId())) {
      adopt(now);
      return;
    }
    if (now.epoch() > epoch) {
      base = null;
      throw new LedgerRefusal(
          LedgerRefusal.Reason.NOT_LEADER, "another operator keeps this ledger");
    }
    // A restored backup or an edited status: spending that was known must go on counting.
    var known = Ledger.floor(state, clock.millis());
    adopt(now);
    epoch = Math.max(epoch, now.epoch()) + 1;
    applyFloor(known, terms, clock.millis());
  }

  private void applyFloor(Floor floor, BudgetTerms terms, long now) {
    if (!floor.equals(Floor.NONE)) {
      state = Ledger.applyFloor(state, floor, terms, now);
    }
  }

  private void adopt(Stored stored) {
    var ledger = stored.ledger();
    if (ledger == null) {
      hold(stored, LedgerState.EMPTY);
      return;
    }
    var reading = ledger.read();
    if (!reading.kept().isEmpty() || !reading.dropped().isEmpty()) {
      events.unread(endpoint, reading);
    }
    hold(stored, reading.state());
  }

  private void hold(Stored stored, LedgerState stateOfIt) {
    base = stored;
    state = stateOfIt;
    mendedPending = false;
  }

  private Optional<Stored> readUntil(Instant deadline) {
    while (true) {
      try {
        return store.read(endpoint);
      } catch (LedgerStore.StoreException e) {
        if (!clock.instant().isBefore(deadline)) {
          base = null;
          throw e;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private Stored held() {
    var held = base;
    if (held == null) {
      throw new IllegalStateException("the ledger of " + endpoint + " is not held");
    }
    return held;
  }

  private LedgerRefusal noEndpoint() {
    return new LedgerRefusal(LedgerRefusal.Reason.NO_ENDPOINT, "no ModelEndpoint " + endpoint);
  }
}
