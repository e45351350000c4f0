package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.WriteOff;

/** Hears what becomes of ledgers. */
public interface LedgerEvents {

  /** A commit is durable. */
  void committed(EndpointName endpoint, DurableLedger ledger);

  /** A durable commit has brought a budget's use to a threshold. */
  default void crossed(EndpointName endpoint, Crossing crossing) {}

  /** A durable commit has given up dollars that nobody has accounted for. */
  default void writtenOff(EndpointName endpoint, WriteOff lost) {}

  /** A durable commit has carried out the order to reset a budget. */
  default void reset(EndpointName endpoint, Reset reset) {}

  /** A ledger was taken over of which something can't be read. */
  default void unread(EndpointName endpoint, LedgerReading reading) {}

  /** A step has failed: nobody is granted anything by it. Repeated while it goes on. */
  default void failed(EndpointName endpoint, LedgerRefusal refusal) {}

  /** Another writer came first. */
  void conflicted(EndpointName endpoint);

  /** The endpoint's ledger is no longer kept here. */
  void dropped(EndpointName endpoint);
}
