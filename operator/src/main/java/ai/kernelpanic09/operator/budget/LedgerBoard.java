package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerReading;
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

/** Shows the newest ledgers, and tells when a budget runs out or opens again. */
public final class LedgerBoard implements LedgerEvents {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerBoard.class);

  /** An API server that is away for a moment is nothing to tell. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ConcurrentHashMap<EndpointName, DurableLedger> ledgers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<EndpointName, Trouble> troubles = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final List<Consumer<EndpointName>> turned = new CopyOnWriteArrayList<>();
  private final List<LedgerEvents> others;

  /**
   * @param others told of everything too
   */
  public LedgerBoard(InstantSource clock, List<LedgerEvents> others) {
    this.clock = clock;
    this.others = List.copyOf(others);
  }

  /** Called when an endpoint's first commit is durable, or its budget runs out or opens again. */
  public void onTurn(Consumer<EndpointName> listener) {
    turned.add(listener);
  }

  /** The newest ledger as people read it; null when it is not kept here. */
  public @Nullable BudgetStatus budget(EndpointName endpoint) {
    var ledger = ledgers.get(endpoint);
    return ledger == null ? null : ledger.budget();
  }

  private record Trouble(LedgerRefusal refusal, Instant since, boolean told) {}

  /** Why nobody can be granted anything; null while the ledger works, or may in a moment. */
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
            || !now.isBefore(since.plus(PATIENCE));
    troubles.put(endpoint, new Trouble(refusal, since, told));
    if (told && (before == null || !before.told || !isSame(before.refusal, refusal))) {
      LOG.warn(
          "event=ledger_unusable endpoint={} reason={} problem=\"{}\"",
          endpoint,
          refusal.reason(),
          refusal.getMessage());
      turned.forEach(each -> each.accept(endpoint));
    }
    others.forEach(each -> each.failed(endpoint, refusal));
  }

  private static boolean isSame(LedgerRefusal one, LedgerRefusal other) {
    return one.reason() == other.reason() && Objects.equals(one.getMessage(), other.getMessage());
  }

  @Override
  public void unread(EndpointName endpoint, LedgerReading reading) {
    others.forEach(each -> each.unread(endpoint, reading));
  }

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {
    var before = ledgers.put(endpoint, ledger);
    var trouble = troubles.remove(endpoint);
    if (before == null || (trouble != null && trouble.told) || !look(before).equals(look(ledger))) {
      turned.forEach(each -> each.accept(endpoint));
    }
    others.forEach(each -> each.committed(endpoint, ledger));
  }

  @Override
  public void crossed(EndpointName endpoint, Crossing crossing) {
    others.forEach(each -> each.crossed(endpoint, crossing));
  }

  @Override
  public void writtenOff(EndpointName endpoint, WriteOff lost) {
    others.forEach(each -> each.writtenOff(endpoint, lost));
  }

  @Override
  public void reset(EndpointName endpoint, Reset reset) {
    others.forEach(each -> each.reset(endpoint, reset));
  }

  @Override
  public void conflicted(EndpointName endpoint) {
    others.forEach(each -> each.conflicted(endpoint));
  }

  @Override
  public void dropped(EndpointName endpoint) {
    ledgers.remove(endpoint);
    troubles.remove(endpoint);
    others.forEach(each -> each.dropped(endpoint));
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
