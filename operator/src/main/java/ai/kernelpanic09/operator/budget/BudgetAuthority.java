package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.LedgerState;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ledgers of all endpoints while this operator leads. */
public final class BudgetAuthority implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetAuthority.class);
  private static final int TICK_SECONDS = 10;
  private static final int WRITES_PER_SECOND = 50;

  private final LedgerStore store;
  private final TermsSource terms;
  private final Floors floors;
  private final Predicate<String> holderGone;
  private final BooleanSupplier leads;
  private final InstantSource clock;
  private final LedgerEvents events;
  private final WritePace pace;
  private final ConcurrentHashMap<EndpointName, EndpointLedger> ledgers = new ConcurrentHashMap<>();
  private final TakeOverQueue unasked = new TakeOverQueue();
  private final ExecutorService loops = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("ledger-timer").factory());
  private volatile boolean leading;

  /**
   * @param holderGone whether the pod with this UID is gone for good
   * @param leads whether this operator leads; asked once for each ledger that it takes over
   * @param writesPerSecond most ledger writes per second, over all endpoints
   */
  BudgetAuthority(
      LedgerStore store,
      TermsSource terms,
      Floors floors,
      Predicate<String> holderGone,
      BooleanSupplier leads,
      InstantSource clock,
      LedgerEvents events,
      int writesPerSecond) {
    this.store = store;
    this.terms = terms;
    this.floors = floors;
    this.holderGone = holderGone;
    this.leads = leads;
    this.clock = clock;
    this.events = events;
    pace = new WritePace(writesPerSecond, System::nanoTime);
    var _ = timer.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
  }

  /** An authority over the ledgers in the status of ModelEndpoints. */
  public static BudgetAuthority of(
      KubernetesClient client,
      TermsSource terms,
      Floors floors,
      Predicate<String> holderGone,
      BooleanSupplier leads,
      InstantSource clock,
      LedgerEvents events) {
    return new BudgetAuthority(
        new StatusLedgerStore(client),
        terms,
        floors,
        holderGone,
        leads,
        clock,
        events,
        WRITES_PER_SECOND);
  }

  /** Begins to keep ledgers. Each is taken over by a commit of its own when it is first used. */
  public void lead() {
    leading = true;
    LOG.info("event=budget_authority state=leading");
  }

  /**
   * Lets go of all ledgers without waiting for them: a commit that is still under way meets the
   * compare-and-swap of the next leader.
   */
  public void stepDown() {
    leading = false;
    unasked.clear();
    var _ = dropAll();
    LOG.info("event=budget_authority state=standby");
  }

  public boolean isLeading() {
    return leading;
  }

  /** Settles the ask's reports and grants its wishes; fails with a {@link LedgerRefusal}. */
  public CompletableFuture<Settled> submit(EndpointName endpoint, Ask ask) {
    if (!leading) {
      return CompletableFuture.failedFuture(
          new LedgerRefusal(LedgerRefusal.Reason.NOT_LEADER, "this operator does not lead"));
    }
    return ledger(endpoint).submit(ask);
  }

  /**
   * Takes the ledger over if it is not kept yet, which waits while many are taken over, and writes
   * changes by time and by its terms.
   */
  public void touch(EndpointName endpoint) {
    if (leading) {
      tick(endpoint, ledger(endpoint));
    }
  }

  private void tick(EndpointName endpoint, EndpointLedger ledger) {
    if (ledger.state() == null) {
      unasked.add(endpoint, ledger::tick);
    } else {
      ledger.tick();
    }
  }

  /** Whether this endpoint's ledger is kept here and could not be read or written lately. */
  public boolean isFailing(EndpointName endpoint) {
    var ledger = ledgers.get(endpoint);
    return ledger != null && ledger.isFailing();
  }

  /**
   * Whether a step of some ledger takes longer than {@code limit}, which must be more than its
   * calls of the API server can take.
   */
  public boolean isStuck(Duration limit) {
    return ledgers.values().stream().anyMatch(each -> each.isStuck(limit));
  }

  /** The newest durable state of a ledger that is kept here; null otherwise. */
  public @Nullable LedgerState state(EndpointName endpoint) {
    var ledger = ledgers.get(endpoint);
    return ledger == null ? null : ledger.state();
  }

  /**
   * Whether the holder has a lease of this endpoint, one that can't be read included.
   *
   * @throws LedgerRefusal while the ledger has not been read yet
   */
  public boolean hasLease(EndpointName endpoint, String holder) {
    var ledger = ledgers.get(endpoint);
    var holders = ledger == null ? null : ledger.holders();
    if (holders == null) {
      throw new LedgerRefusal(LedgerRefusal.Reason.UNAVAILABLE, "the ledger has not been read yet");
    }
    return holders.contains(holder);
  }

  /** Calls {@code action} for every ledger kept here, with its endpoint and newest state. */
  public void forEach(BiConsumer<EndpointName, LedgerState> action) {
    ledgers.forEach(
        (endpoint, ledger) -> {
          var state = ledger.state();
          if (state != null) {
            action.accept(endpoint, state);
          }
        });
  }

  /**
   * Lets go of the ledger of an endpoint that is being deleted; completes when no commit to it is
   * under way.
   */
  public CompletableFuture<Void> drop(EndpointName endpoint) {
    var ledger = ledgers.remove(endpoint);
    if (ledger == null) {
      return CompletableFuture.completedFuture(null);
    }
    unasked.ended(endpoint);
    return ledger
        .close()
        .thenRun(
            () -> {
              // Not if the endpoint already has a new ledger here: listeners would forget what it
              // has told.
              if (!ledgers.containsKey(endpoint)) {
                events.dropped(endpoint);
              }
            });
  }

  private CompletableFuture<Void> dropAll() {
    return CompletableFuture.allOf(
        ledgers.keySet().stream().map(this::drop).toArray(CompletableFuture[]::new));
  }

  private void tick() {
    if (leading) {
      ledgers.forEach(this::tick);
    }
  }

  private EndpointLedger ledger(EndpointName endpoint) {
    return ledgers.computeIfAbsent(endpoint, this::open);
  }

  private EndpointLedger open(EndpointName endpoint) {
    var committer =
        new LedgerCommitter(
            endpoint,
            store,
            pace,
            () -> UUID.randomUUID().toString(),
            floors,
            leads,
            clock,
            events);
    return new EndpointLedger(
        endpoint, committer, terms, holderGone, clock, loop -> loops.execute(run(endpoint, loop)));
  }

  private Runnable run(EndpointName endpoint, Runnable loop) {
    return () -> {
      try {
        loop.run();
      } finally {
        unasked.ended(endpoint);
      }
    };
  }

  @Override
  public void close() {
    leading = false;
    timer.shutdownNow();
    unasked.clear();
    dropAll().join();
    loops.close();
  }
}
