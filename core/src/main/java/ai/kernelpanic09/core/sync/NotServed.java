package ai.kernelpanic09.core.sync;

/** Why a holder is served nothing of an endpoint, beyond what the endpoint's own conditions say. */
public enum NotServed {
  /** The endpoint does not exist. */
  ENDPOINT_NOT_FOUND("EndpointNotFound"),
  /** The holder may not use the endpoint. */
  ENDPOINT_NOT_ALLOWED("EndpointNotAllowed"),
  /** There are no credentials to sign calls with until a person mends the cause. */
  NO_CREDENTIALS("AccessDenied");

  private final String reason;

  NotServed(String reason) {
    this.reason = reason;
  }

  /** The word that {@code EndpointAnswer.reason} carries. */
  public String reason() {
    return reason;
  }
}
