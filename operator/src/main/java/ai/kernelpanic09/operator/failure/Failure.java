package ai.kernelpanic09.operator.failure;

import ai.kernelpanic09.core.ledger.LedgerUnreadableException;

/**
 * Why something could not be done, as a condition says it.
 *
 * @param reason one word, for programs
 * @param message a sentence, for people; in the API server's words where it refused something
 * @param passing whether it says nothing about the object: the API server was away or busy
 */
public record Failure(String reason, String message, boolean passing) {

  /** The API server did not answer, or asked for patience. */
  public static final String API_SERVER_UNAVAILABLE = "ApiServerUnavailable";

  /** The API server answered that it won't do it: a right, a quota or a rule is in the way. */
  public static final String API_SERVER_REFUSED = "ApiServerRefused";

  /** What stands in the status is no ledger. */
  public static final String LEDGER_UNREADABLE = "LedgerUnreadable";

  /** Anything else, which is a mistake of ours. */
  public static final String INTERNAL_ERROR = "InternalError";

  /** What an exception says. */
  public static Failure of(Throwable cause) {
    var text = ApiFailure.text(cause);
    if (ApiFailure.isPassing(cause)) {
      return new Failure(API_SERVER_UNAVAILABLE, text, true);
    }
    if (cause instanceof LedgerUnreadableException) {
      return new Failure(LEDGER_UNREADABLE, "status." + text, false);
    }
    return new Failure(
        ApiFailure.isRefusal(cause) ? API_SERVER_REFUSED : INTERNAL_ERROR, text, false);
  }
}
