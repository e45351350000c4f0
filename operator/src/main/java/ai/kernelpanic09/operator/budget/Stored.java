package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.ledger.DurableLedger;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's ledger as the API server holds it.
 *
 * @param uid UID of the endpoint
 * @param resourceVersion resource version of the endpoint, which the first commit tests
 * @param hasStatus whether the endpoint has a status at all
 * @param ledger null before the first commit
 */
record Stored(
    String uid, String resourceVersion, boolean hasStatus, @Nullable DurableLedger ledger) {

  String commitId() {
    return ledger == null ? "" : ledger.budget().commitId();
  }

  long epoch() {
    return ledger == null ? 0 : ledger.budget().epoch();
  }
}
