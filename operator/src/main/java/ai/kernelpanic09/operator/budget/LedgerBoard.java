package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.WriteOff;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows the newest ledgers, and tells when a budget runs out or opens again. */
public final class LedgerBoard implements LedgerEvents {

  private final ConcurrentHashMap<EndpointName, DurableLedger> ledgers = new ConcurrentHashMap<>();
  private final List<Consumer<EndpointName>> turned = new CopyOnWriteArrayList<>();
  private final List<LedgerEvents> others;

  /**
   * @param others told of everything too
   */
  public LedgerBoard(List<LedgerEvents> others) {
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

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {
    var before = ledgers.put(endpoint, ledger);
    if (before == null || !look(before).equals(look(ledger))) {
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
