package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Floor;

/** The floors of endpoints, kept outside of them; see {@link Floor}. */
public interface Floors {

  /**
   * The floor for an endpoint whose ledger is taken over.
   *
   * @param uid UID of the endpoint as it is now
   * @param fresh whether the endpoint has no ledger yet
   * @return {@link Floor#NONE} when the ledger is the one that the floor was taken from
   */
  Floor of(EndpointName endpoint, String uid, boolean fresh);
}
