package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Floor;

/** What endpoints must be known to have used, kept outside of them. */
public interface Floors {

  /**
   * The floor for an endpoint whose ledger is taken over.
   *
   * @param uid of the endpoint as it is now
   * @param fresh whether it has no ledger
   * @return {@link Floor#NONE} when the ledger is the one that the floor was taken from
   */
  Floor of(EndpointName endpoint, String uid, boolean fresh);
}
