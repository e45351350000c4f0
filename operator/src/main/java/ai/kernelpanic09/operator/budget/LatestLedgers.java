package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.EstimateSettlement;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Overrun;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.WriteOff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest ledgers, for readers in this process. Tells when a budget runs out or opens again, and
 * when a ledger stops working for longer than a moment or works again.
 */
public final class LatestLedgers implements LedgerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(LatestLedgers.class);

  /** Failures of a shorter time, as when the API server is away for a moment, are not told. */
  private static final Duration TOLERATED = Duration.ofSeconds(15);

  private final ConcurrentHashMap<EndpointName, DurableLedger> ledgers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<EndpointName, Trouble> troubles = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final List<Consumer<EndpointName>> turned = new CopyOnWriteArrayList<>();
  private final LedgerEvents others;

  /**
   * @param others listeners that each event is passed on to
   */
  public LatestLedgers(InstantSource clock, List<LedgerEvents> others) {
    this.clock = clock;
    this.others = new LedgerFanOut(others);
  }

  /**
   * Adds a listener, to be called with the endpoint whose first commit is durable, whose budget
   * runs out or opens again, or whose ledger stops or works again.
   */
  public void onTurn(Consumer<EndpointName> listener) {
    turned.add(listener);
  }

  /** The endpoint's newest {@code status.budget}; null when its ledger is not kept here. */
  public @Nullable BudgetStatus budget(EndpointName endpoint) {
    var ledger = ledgers.get(endpoint);
    return ledger == null ? null : ledger.budget();
  }

  private record Trouble(LedgerRefusal refusal, Instant since, boolean told) {}

  /** Why nothing can be granted; null while the ledger works, or has failed for a moment only. */
  public @Nullable LedgerRefusal problem(EndpointName endpoint) {
    var trouble = troubles.get(endpoint);
    return trouble == null || !trouble.told ? null : trouble.refusal;
  }

  @Override
  public void failed(EndpointName endpoint, LedgerRefusal refusal) {
    var before = troubles.get(endpoint);
    var now = clock.instant();
    var since = before == null ? now : before.since;
    var told =
        (before != null && before.told)
            || refusal.reason() == LedgerRefusal.Reason.UNREADABLE
            || !now.isBefore(since.plus(TOLERATED));
    troubles.put(endpoint, new Trouble(refusal, since, told));
    if (told && (before == null || !before.told || !isSame(before.refusal, refusal))) {
      LOG.warn(
          "event=ledger_unusable endpoint={} reason={} problem=\"{}\"",
          endpoint,
          refusal.reason(),
          refusal.getMessage());
      turned.forEach(each -> each.accept(endpoint));
    }
    others.failed(endpoint, refusal);
  }

  private static boolean isSame(LedgerRefusal one, LedgerRefusal other) {
    return one.reason() == other.reason() && Objects.equals(one.getMessage(), other.getMessage());
  }

  @Override
  public void unread(EndpointName endpoint, LedgerReading reading) {
    others.unread(endpoint, reading);
  }

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {
    var before = ledgers.put(endpoint, ledger);
    var trouble = troubles.remove(endpoint);
    if (before == null || (trouble != null && trouble.told) || !look(before).equals(look(ledger))) {
      turned.forEach(each -> each.accept(endpoint));
    }
    others.committed(endpoint, ledger);
  }

  @Override
  public void crossed(EndpointName endpoint, Crossing crossing) {
    others.crossed(endpoint, crossing);
  }

  @Override
  public void writtenOff(EndpointName endpoint, WriteOff lost) {
    others.writtenOff(endpoint, lost);
  }

  @Override
  public void overrun(EndpointName endpoint, Overrun overrun) {
    others.overrun(endpoint, overrun);
  }

  @Override
  public void reset(EndpointName endpoint, Reset reset) {
    others.reset(endpoint, reset);
  }

  @Override
  public void settled(EndpointName endpoint, EstimateSettlement settlement) {
    others.settled(endpoint, settlement);
  }

  @Override
  public void conflicted(EndpointName endpoint) {
    others.conflicted(endpoint);
  }

  @Override
  public void dropped(EndpointName endpoint) {
    ledgers.remove(endpoint);
    troubles.remove(endpoint);
    others.dropped(endpoint);
  }

  private static List<Boolean> look(DurableLedger ledger) {
    var daily = ledger.budget().daily();
    var monthly = ledger.budget().monthly();
    return List.of(
        isSpent(daily),
        isSpent(monthly),
        isOvercommitted(daily),
        isOvercommitted(monthly),
        ledger.budget().full());
  }

  private static boolean isSpent(@Nullable BudgetView view) {
    return view != null && view.exhausted();
  }

  private static boolean isOvercommitted(@Nullable BudgetView view) {
    return view != null && view.overcommitted();
  }
}
