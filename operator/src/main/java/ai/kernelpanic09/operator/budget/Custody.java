package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.Day;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerOutcome;
import ai.kernelpanic09.core.ledger.LedgerState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one endpoint's ledger for one term: takes it over, commits to it, finds out what became of
 * a commit, and lets go when another operator has taken it. Used by one thread at a time.
 */
final class Custody {

  /** What a commit led to. */
  enum Outcome {
    /** The new state is durable. */
    DONE,
    /** The state is another one now: apply again. */
    CHANGED
  }

  private static final int REMEMBERED_COMMITS = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final long RETRY_NANOS = 100_000_000;

  private final EndpointName endpoint;
  private final LedgerStore store;
  private final WritePace pace;
  private final Supplier<String> ids;
  private final Floors floors;
  private final BooleanSupplier leads;
  private final InstantSource clock;
  private final LedgerEvents events;
  private final LinkedHashSet<String> attempts = new LinkedHashSet<>();
  private long epoch;
  private @Nullable Stored base;
  private LedgerState state = LedgerState.EMPTY;
  private Instant nextLook = Instant.MIN;

  /** Whether what a hand has mended is taken up, and not yet written over what it wrote. */
  private boolean isAhead;

  /** A turn to write, waited for ahead of the write. */
  private boolean inTurn;

  /**
   * @param leads whether this operator leads, as of now and not as of its own last look
   */
  Custody(
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
    this.pace = pace;
    this.ids = ids;
    this.floors = floors;
    this.leads = leads;
    this.clock = clock;
    this.events = events;
  }

  /**
   * The newest durable state, with what {@link #lookAtUnread} has taken up; {@link #take} comes
   * first.
   */
  LedgerState state() {
    return state;
  }

  /** What stands in the status; null before the first commit. */
  @Nullable DurableLedger shown() {
    var held = base;
    return held == null ? null : held.ledger();
  }

  /** Tells what the last commit has brought. */
  void tell(LedgerState before, LedgerOutcome outcome) {
    outcome.crossed().forEach(each -> events.crossed(endpoint, each));
    outcome.writtenOff().forEach(each -> events.writtenOff(endpoint, each));
    outcome.next().resets().stream()
        .filter(each -> !before.resets().contains(each))
        .forEach(each -> events.reset(endpoint, each));
  }

  /** Tells why a step came to nothing, unless that is as it should be. */
  void tell(LedgerRefusal refusal) {
    switch (refusal.reason()) {
      case UNAVAILABLE, UNREADABLE -> events.failed(endpoint, refusal);
      case NOT_LEADER, NO_ENDPOINT -> {}
    }
  }

  String uid() {
    var held = base;
    return held == null ? "" : held.uid();
  }

  boolean isHeld() {
    return base != null;
  }

  /** Forgets the state: the next {@link #take} reads it again. */
  void release() {
    base = null;
  }

  /**
   * Makes this the only one that commits, by a commit of a new term.
   *
   * @param hurried whether calls wait for it
   * @throws LedgerRefusal when there is no such endpoint, or another operator leads
   * @throws LedgerStore.StoreException when the API server is away
   */
  void take(BudgetTerms terms, BooleanSupplier hurried) {
    while (base == null) {
      var stored = store.read(endpoint).orElseThrow(this::noEndpoint);
      if (stored.epoch() == epoch && attempts.contains(stored.commitId())) {
        adopt(stored);
        return;
      }
      // After the read: if a new leader has taken the ledger before it, this one leads no more, and
      // if it takes it after, the commit below fails.
      if (!leads.getAsBoolean()) {
        throw new LedgerRefusal(LedgerRefusal.Reason.NOT_LEADER, "another operator leads");
      }
      var now = clock.millis();
      // The last durable state of this term, unless another operator has gone on from it since: a
      // restored backup is older.
      var known = stored.epoch() <= epoch ? Ledger.floor(state, now) : Floor.NONE;
      adopt(stored);
      epoch = Math.max(epoch, stored.epoch()) + 1;
      var floor = floors.of(endpoint, stored.uid(), stored.ledger() == null);
      raise(floor, terms, now);
      raise(known, terms, now);
      var next = Ledger.apply(state, terms, List.of(), now).next();
      if (commit(next, terms, hurried) == Outcome.CHANGED) {
        base = null;
      }
    }
  }

  /**
   * While there are lines that can't be read, looks whether a hand has mended one: the next commit
   * would write over it. A mistake in what is looked at stops the ledger as it does at a takeover.
   */
  void lookAtUnread() {
    var held = base;
    var now = clock.instant();
    if (held == null
        || now.isBefore(nextLook)
        || state.days().stream().noneMatch(Custody::isUnread)) {
      return;
    }
    nextLook = now.plus(LOOK_EVERY);
    try {
      var stored = store.read(endpoint).orElse(null);
      var ledger = stored == null ? null : stored.ledger();
      // What another one has committed is found out by the next commit.
      if (stored != null && ledger != null && stored.commitId().equals(held.commitId())) {
        var mended = Ledger.mended(state, ledger.toState());
        isAhead |= !mended.equals(state);
        state = mended;
      }
    } catch (LedgerStore.StoreException e) {
      // The next step looks again.
    }
  }

  /** Whether the state holds what is not durable: an edit may have written over leases. */
  boolean isAhead() {
    return isAhead;
  }

  private static boolean isUnread(Day window) {
    var unread = window.unread();
    return unread != null && !unread.lines().isEmpty();
  }

  /**
   * Waits for the turn of the next write ahead of it, so that what comes meanwhile goes into it,
   * too. A turn that is not used by {@link #commit} must be let go.
   *
   * @param hurried whether calls wait for it, which may come to be while it waits for its turn
   * @return whether there was none yet
   */
  boolean awaitTurn(BooleanSupplier hurried) {
    if (inTurn) {
      return false;
    }
    pace.await(hurried);
    inTurn = true;
    return true;
  }

  void letTurnGo() {
    inTurn = false;
  }

  /**
   * Makes {@code next} durable, or says that it must be computed again.
   *
   * @param hurried whether calls wait for it, which may come to be while it waits for its turn
   * @throws LedgerRefusal when another operator has taken over, or the endpoint is gone
   * @throws LedgerStore.StoreException when nobody can say in time
   */
  Outcome commit(LedgerState next, BudgetTerms terms, BooleanSupplier hurried) {
    var before = held();
    var mine = next.committed(epoch, ids.get());
    remember(mine.commitId());
    var durable = DurableLedger.of(mine, terms, clock.millis());
    var deadline = clock.instant().plus(PATIENCE);
    var refusals = 0;
    while (true) {
      var _ = awaitTurn(hurried);
      inTurn = false;
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
      // Either it never arrived, or it is still under way: the same commit twice does no harm.
      before = now;
    }
  }

  private Outcome done(Stored before, LedgerState mine, DurableLedger durable) {
    base = new Stored(before.uid(), before.resourceVersion(), true, durable);
    state = mine;
    isAhead = false;
    // Whatever was tried before can't come any more, and if it is seen again it is a backup.
    attempts.clear();
    attempts.add(mine.commitId());
    events.committed(endpoint, durable);
    return Outcome.DONE;
  }

  private void rebase(Stored now, BudgetTerms terms) {
    if (attempts.contains(now.commitId())) {
      adopt(now);
      return;
    }
    if (now.epoch() > epoch) {
      base = null;
      throw new LedgerRefusal(
          LedgerRefusal.Reason.NOT_LEADER, "another operator keeps this ledger");
    }
    // A restored backup, or a hand in the status: what was known is never forgotten.
    var known = Ledger.floor(state, clock.millis());
    adopt(now);
    epoch = Math.max(epoch, now.epoch()) + 1;
    raise(known, terms, clock.millis());
  }

  private void raise(Floor floor, BudgetTerms terms, long now) {
    if (!floor.equals(Floor.NONE)) {
      state = Ledger.applyFloor(state, floor, terms, now);
    }
  }

  private void adopt(Stored stored) {
    var ledger = stored.ledger();
    if (ledger == null) {
      state = LedgerState.EMPTY;
    } else {
      var reading = ledger.read();
      state = reading.state();
      if (!reading.kept().isEmpty() || !reading.dropped().isEmpty()) {
        events.unread(endpoint, reading);
      }
    }
    base = stored;
    isAhead = false;
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

  private void remember(String id) {
    attempts.add(id);
    if (attempts.size() > REMEMBERED_COMMITS) {
      attempts.remove(attempts.getFirst());
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
