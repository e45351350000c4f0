package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Crossing;
import ai.kernelpanic09.core.ledger.DurableLedger;

/** Hears what becomes of ledgers. */
public interface LedgerEvents {

  /** A commit is durable. */
  void committed(EndpointName endpoint, DurableLedger ledger);

  /** A durable commit has brought a budget's use to a threshold. */
  default void crossed(EndpointName endpoint, Crossing crossing) {}

  /** Another writer came first. */
  void conflicted(EndpointName endpoint);

  /** The endpoint's ledger is no longer kept here. */
  void dropped(EndpointName endpoint);
}
