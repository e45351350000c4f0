package ai.kernelpanic09.core.failure;

import ai.kernelpanic09.core.account.Refusal;

/** The documented error codes, with the HTTP status of our own surface. */
public enum ErrorCode {
  INVALID_REQUEST("InvalidRequest", 400),
  BUDGET_EXHAUSTED("BudgetExhausted", 402),
  CALL_EXCEEDS_BUDGET("CallExceedsBudget", 402),
  NOT_ALLOWED("NotAllowed", 403),
  UNKNOWN_ENDPOINT("UnknownEndpoint", 404),
  UNKNOWN_TEMPLATE("UnknownTemplate", 404),
  UNKNOWN_REVISION("UnknownRevision", 404),
  TOO_LARGE("TooLarge", 413),
  RATE_LIMITED("RateLimited", 429),
  UPSTREAM_THROTTLED("UpstreamThrottled", 429),
  /** Nobody reads it; metrics count it. */
  CALLER_GONE("CallerGone", 499),
  UPSTREAM_ERROR("UpstreamError", 502),
  NO_LEASE("NoLease", 503),
  ENDPOINT_NOT_READY("EndpointNotReady", 503),
  TEMPLATE_NOT_READY("TemplateNotReady", 503),
  OVERLOADED("Overloaded", 503),
  UPSTREAM_TIMEOUT("UpstreamTimeout", 504);

  private final String text;
  private final int status;

  ErrorCode(String text, int status) {
    this.text = text;
    this.status = status;
  }

  /** The code as callers see it. */
  public String text() {
    return text;
  }

  public int status() {
    return status;
  }

  public static ErrorCode of(Refusal.Code code) {
    return switch (code) {
      case BUDGET_EXHAUSTED -> BUDGET_EXHAUSTED;
      case CALL_EXCEEDS_BUDGET -> CALL_EXCEEDS_BUDGET;
      case RATE_LIMITED -> RATE_LIMITED;
      case NO_LEASE -> NO_LEASE;
      case ENDPOINT_NOT_READY -> ENDPOINT_NOT_READY;
      case OVERLOADED -> OVERLOADED;
      case INVALID_REQUEST -> INVALID_REQUEST;
    };
  }
}
