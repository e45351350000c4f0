package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.EstimateSettlement;
import ai.kernelpanic09.core.ledger.LedgerReading;
import ai.kernelpanic09.core.ledger.Overrun;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.ledger.WriteOff;

/** Listens to the events of ledgers. */
public interface LedgerEvents {

  /** A commit is durable. */
  void committed(EndpointName endpoint, DurableLedger ledger);

  /** A durable commit has brought a budget's use to a threshold. */
  default void crossed(EndpointName endpoint, Crossing crossing) {}

  /** A durable commit has written off dollars that no holder has accounted for. */
  default void writtenOff(EndpointName endpoint, WriteOff lost) {}

  /** A holder reports that it has spent more than it was lent; what is booked of it is durable. */
  default void overrun(EndpointName endpoint, Overrun overrun) {}

  /** A durable commit has carried out the order to reset a budget. */
  default void reset(EndpointName endpoint, Reset reset) {}

  /** A durable commit has carried out, or refused, an order to settle estimates. */
  default void settled(EndpointName endpoint, EstimateSettlement settlement) {}

  /** Parts of a ledger that was taken over can't be read. */
  default void unread(EndpointName endpoint, LedgerReading reading) {}

  /** A step has failed and granted nothing. Repeated with each failing step. */
  default void failed(EndpointName endpoint, LedgerRefusal refusal) {}

  /** A commit has lost against another writer. */
  void conflicted(EndpointName endpoint);

  /** This operator has let go of the endpoint's ledger. */
  void dropped(EndpointName endpoint);
}
