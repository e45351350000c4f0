package ai.kernelpanic09.operator.failure;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.ledger.LedgerUnreadableException;

/**
 * Why something could not be done, as a condition's reason and message.
 *
 * @param message a sentence of at most 510 characters, for people; the API server's own if it
 *     refused something
 * @param passing whether the API server was away or busy, which says nothing about the object
 */
public record Failure(ConditionReason reason, String message, boolean passing) {

  /** Classifies an exception. */
  public static Failure of(Throwable cause) {
    var text = ApiFailure.text(cause);
    if (ApiFailure.isPassing(cause)) {
      return new Failure(ConditionReason.API_SERVER_UNAVAILABLE, text, true);
    }
    if (cause instanceof LedgerUnreadableException) {
      return new Failure(ConditionReason.LEDGER_UNREADABLE, "status." + text, false);
    }
    return ApiFailure.isRefusal(cause)
        ? new Failure(ConditionReason.API_SERVER_REFUSED, text, false)
        : new Failure(ConditionReason.INTERNAL_ERROR, Mistake.of(cause), false);
  }
}
