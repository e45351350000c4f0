package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Lease;
import ai.kernelpanic09.core.ledger.LedgerState;
import ai.kernelpanic09.core.money.Money;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One endpoint's status in memory, with the faults that a test asks for. */
final class StoreDouble implements LedgerStore {

  /** A fault of one commit. */
  enum Fault {
    /** The request never arrives. */
    LOST,
    /** The commit is made, and its answer never arrives. */
    UNANSWERED,
    /** The API server refuses it, though the ledger is the expected one. */
    INVALID
  }

  private final SteppingClock clock;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<String> commits = new ArrayList<>();
  private @Nullable Stored object = new Stored("uid-1", "1", true, null);
  private int readsAway;
  private Runnable beforeCommit = () -> {};

  StoreDouble(SteppingClock clock) {
    this.clock = clock;
  }

  synchronized void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Makes the next {@code reads} find no API server; each takes two seconds. */
  synchronized void awayForReads(int reads) {
    readsAway = reads;
  }

  /** Runs {@code event} once, right before the next commit. */
  synchronized void beforeNextCommit(Runnable event) {
    beforeCommit = event;
  }

  /** Deletes the endpoint, and creates it again if {@code uid} is given. */
  synchronized void replace(@Nullable String uid) {
    object = uid == null ? null : new Stored(uid, "7", false, null);
  }

  /** Sets the endpoint's status to an earlier one, as a restored backup does. */
  synchronized void restore(DurableLedger old) {
    object = new Stored("uid-1", "9", true, old);
  }

  synchronized DurableLedger durable() {
    var ledger = object == null ? null : object.ledger();
    if (ledger == null) {
      throw new IllegalStateException("nothing was committed");
    }
    return ledger;
  }

  synchronized LedgerState state() {
    return durable().toState();
  }

  /** Ids of all commits that became durable, in order. */
  synchronized List<String> commits() {
    return List.copyOf(commits);
  }

  /** Dollars that the durable ledger has granted to a holder. */
  synchronized Money granted(String holder) {
    return state().days().stream()
        .flatMap(window -> window.leases().stream())
        .filter(lease -> lease.holder().equals(holder))
        .map(Lease::granted)
        .reduce(Money.ZERO, Money::plus);
  }

  @Override
  public synchronized Optional<Stored> read(EndpointName endpoint) {
    if (readsAway > 0) {
      readsAway--;
      clock.advance(Duration.ofSeconds(2));
      throw new StoreException(new IllegalStateException("away"));
    }
    return Optional.ofNullable(object);
  }

  @Override
  public Commit commit(EndpointName endpoint, Stored before, DurableLedger next) {
    Runnable event;
    synchronized (this) {
      event = beforeCommit;
      beforeCommit = () -> {};
    }
    event.run();
    return write(before, next);
  }

  @Override
  public String refusal(EndpointName endpoint) {
    return "no such field";
  }

  private synchronized Commit write(Stored before, DurableLedger next) {
    var fault = faults.poll();
    var now = object;
    if (fault == Fault.LOST) {
      return Commit.UNKNOWN;
    }
    if (now == null) {
      return Commit.GONE;
    }
    var expected =
        before.ledger() == null
            ? now.uid().equals(before.uid())
                && now.resourceVersion().equals(before.resourceVersion())
            : now.commitId().equals(before.commitId());
    if (!expected || fault == Fault.INVALID) {
      return fault == Fault.UNANSWERED ? Commit.UNKNOWN : Commit.REFUSED;
    }
    object = new Stored(now.uid(), now.resourceVersion() + "1", true, next);
    commits.add(next.budget().commitId());
    return fault == Fault.UNANSWERED ? Commit.UNKNOWN : Commit.DONE;
  }
}
