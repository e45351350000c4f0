package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.DurableLedger;

/** Hears what becomes of ledgers. */
public interface LedgerEvents {

  /** A commit is durable. */
  void committed(EndpointName endpoint, DurableLedger ledger);

  /** Another writer came first. */
  void conflicted(EndpointName endpoint);

  /** The endpoint's ledger is no longer kept here. */
  void dropped(EndpointName endpoint);
}
