package ai.kernelpanic09.operator.failure;

import ai.kernelpanic09.core.ledger.LedgerUnreadableException;

/**
 * Why something could not be done, as a condition's reason and message.
 *
 * @param reason one word, for programs
 * @param message a sentence, for people: the API server's own if it refused something
 * @param passing whether the API server was away or busy, which says nothing about the object
 */
public record Failure(String reason, String message, boolean passing) {

  /** The API server did not answer, or asked for a later retry. */
  public static final String API_SERVER_UNAVAILABLE = "ApiServerUnavailable";

  /** The API server refused the request: for a right, a quota or a rule. */
  public static final String API_SERVER_REFUSED = "ApiServerRefused";

  /** The status holds no readable ledger. */
  public static final String LEDGER_UNREADABLE = "LedgerUnreadable";

  /** Anything else: a defect of the operator. */
  public static final String INTERNAL_ERROR = "InternalError";

  /** Classifies an exception. */
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
