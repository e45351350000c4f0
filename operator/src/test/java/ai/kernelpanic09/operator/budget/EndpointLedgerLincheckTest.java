package ai.kernelpanic09.operator.budget;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The queue of a ledger's loop and the hand-over of the loop between threads, in the interleavings
 * that Lincheck's model checker tries: each ask is answered exactly once, also by a closed ledger,
 * and the loop never runs twice at a time.
 */
public class EndpointLedgerLincheckTest {

  private static final EndpointName ENDPOINT = new EndpointName("ns", "endpoint");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Money DOLLAR = Money.parse("1");
  private static final BudgetTerms TERMS =
      new BudgetTerms(Money.parse("100"), null, ZoneOffset.UTC, true, null, null);

  /** A ledger that several threads use, with checks of its answers. */
  public abstract static class Desk {

    private final OneStore store = new OneStore();
    private final AtomicInteger holders = new AtomicInteger();
    private final Queue<CompletableFuture<Settled>> answers = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> ends = new ConcurrentLinkedQueue<>();

    // The thread that wakes the loop runs it, so that the loop interleaves with every other
    // operation.
    private final EndpointLedger ledger =
        new EndpointLedger(
            ENDPOINT,
            new LedgerCommitter(
                ENDPOINT,
                store,
                new WritePace(1_000_000, store::passingTime),
                store::freshId,
                (endpoint, uid, isNew) -> Floor.NONE,
                () -> true,
                InstantSource.fixed(NOON),
                new NoEvents()),
            endpoint -> Optional.of(TERMS),
            holder -> false,
            InstantSource.fixed(NOON),
            Runnable::run);

    final void submitOne() {
      answers.add(ledger.submit(askOf("pod" + holders.incrementAndGet())));
    }

    final void letTimePass() {
      ledger.tick();
    }

    final void end() {
      ends.add(ledger.close());
    }

    @Validate
    public void everyAskIsAnsweredAndEveryGrantIsWrittenDown() {
      var granted = Money.ZERO;
      for (var answer : answers) {
        if (!answer.isDone()) {
          throw new IllegalStateException("an ask was never answered");
        }
        if (!answer.isCompletedExceptionally()) {
          granted = granted.plus(answer.join().answer().windows().getFirst().granted());
        }
      }
      for (var end : ends) {
        if (!end.isDone()) {
          throw new IllegalStateException("the ledger never closed");
        }
      }
      if (!store.leased().equals(granted)) {
        throw new IllegalStateException(
            "granted " + granted + ", but written down are " + store.leased());
      }
      if (store.overlapped) {
        throw new IllegalStateException("two commits were under way at a time");
      }
    }
  }

  /** Two threads ask at the same time: one finds the loop running, or just about to end. */
  public static final class TwoAsk extends Desk {
    @Operation
    public void ask() {
      submitOne();
    }
  }

  /** Threads ask while time passes and the ledger closes. */
  public static final class AllAtOnce extends Desk {
    @Operation
    public void ask() {
      submitOne();
    }

    @Operation
    public void tick() {
      letTimePass();
    }

    @Operation(runOnce = true)
    public void close() {
      end();
    }
  }

  private static Ask askOf(String holder) {
    return TestAsks.waiting(ENDPOINT, holder, 1, DOLLAR);
  }

  /** One status in memory, which notes if two threads write at the same time. */
  private static final class OneStore implements LedgerStore {
    private volatile @Nullable DurableLedger ledger;
    private volatile boolean writing;
    volatile boolean overlapped;
    private int ids;
    private long nanos;

    /**
     * A clock that moves on enough for the next write. It needs no lock, because the pace reads it
     * under its own lock.
     */
    long passingTime() {
      nanos += 1_000_000;
      return nanos;
    }

    String freshId() {
      ids++;
      return "c" + ids;
    }

    @Override
    public Optional<Stored> read(EndpointName endpoint) {
      return Optional.of(new Stored("uid", "1", true, ledger));
    }

    @Override
    public Commit commit(EndpointName endpoint, Stored before, DurableLedger next) {
      overlapped |= writing;
      writing = true;
      ledger = next;
      writing = false;
      return Commit.DONE;
    }

    Money leased() {
      var now = ledger;
      return now == null ? Money.ZERO : now.toState().days().getFirst().leased();
    }
  }

  private static final class NoEvents implements LedgerEvents {
    @Override
    public void committed(EndpointName endpoint, DurableLedger ledger) {}

    @Override
    public void conflicted(EndpointName endpoint) {}

    @Override
    public void dropped(EndpointName endpoint) {}
  }

  @Test
  public void whoAsksWhileTheLoopEndsIsAnsweredInEveryInterleaving() {
    check(TwoAsk.class, 1, 1, Integer.getInteger("lincheck.invocations", 600));
  }

  @Test
  public void whoAsksAClosingLedgerIsAnsweredToo() {
    check(AllAtOnce.class, 2, Integer.getInteger("lincheck.iterations", 2), 100);
  }

  private static void check(Class<?> scene, int actors, int iterations, int invocations) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(actors)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(iterations)
        .invocationsPerIteration(invocations)
        // Not interleaved: only the thread in the loop calls these, and the store notes if there
        // are two.
        .addGuarantee(
            forClasses(
                    name ->
                        name.startsWith("ai.kernelpanic09.core.")
                            || name.endsWith(".LedgerCommitter")
                            || name.endsWith(".WritePace"))
                .allMethods()
                .ignore())
        .check(scene);
  }
}
