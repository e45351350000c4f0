package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.EstimateSettlement;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Overrun;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.WriteOff;
import java.util.List;

/** Passes each event on to several listeners, in their order. */
final class LedgerFanOut implements LedgerEvents {

  private final List<LedgerEvents> listeners;

  LedgerFanOut(List<LedgerEvents> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void committed(EndpointName endpoint, DurableLedger ledger) {
    listeners.forEach(each -> each.committed(endpoint, ledger));
  }

  @Override
  public void crossed(EndpointName endpoint, Crossing crossing) {
    listeners.forEach(each -> each.crossed(endpoint, crossing));
  }

  @Override
  public void writtenOff(EndpointName endpoint, WriteOff lost) {
    listeners.forEach(each -> each.writtenOff(endpoint, lost));
  }

  @Override
  public void overrun(EndpointName endpoint, Overrun overrun) {
    listeners.forEach(each -> each.overrun(endpoint, overrun));
  }

  @Override
  public void reset(EndpointName endpoint, Reset reset) {
    listeners.forEach(each -> each.reset(endpoint, reset));
  }

  @Override
  public void settled(EndpointName endpoint, EstimateSettlement settlement) {
    listeners.forEach(each -> each.settled(endpoint, settlement));
  }

  @Override
  public void unread(EndpointName endpoint, LedgerReading reading) {
    listeners.forEach(each -> each.unread(endpoint, reading));
  }

  @Override
  public void failed(EndpointName endpoint, LedgerRefusal refusal) {
    listeners.forEach(each -> each.failed(endpoint, refusal));
  }

  @Override
  public void conflicted(EndpointName endpoint) {
    listeners.forEach(each -> each.conflicted(endpoint));
  }

  @Override
  public void dropped(EndpointName endpoint) {
    listeners.forEach(each -> each.dropped(endpoint));
  }
}
