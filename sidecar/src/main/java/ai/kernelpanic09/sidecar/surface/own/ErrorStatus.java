package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.core.failure.ErrorCode;

/** The HTTP statuses of errors in our own form. */
final class ErrorStatus {

  private ErrorStatus() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_REQUEST -> 400;
      case BUDGET_EXHAUSTED, CALL_EXCEEDS_BUDGET -> 402;
      case NOT_ALLOWED -> 403;
      case UNKNOWN_ENDPOINT, UNKNOWN_TEMPLATE, UNKNOWN_REVISION -> 404;
      case TOO_LARGE -> 413;
      case RATE_LIMITED, UPSTREAM_THROTTLED -> 429;
      // No caller reads it, but metrics count its code.
      case CALLER_GONE -> 499;
      case UPSTREAM_ERROR -> 502;
      case NO_LEASE,
          ENDPOINT_NOT_READY,
          TEMPLATE_NOT_READY,
          OVERLOADED,
          CIRCUIT_OPEN,
          BOUND_EXCEEDED ->
          503;
      case UPSTREAM_TIMEOUT -> 504;
    };
  }
}
