package ai.kernelpanic09.core.failure;

import ai.kernelpanic09.core.account.Refusal;

/** The documented error codes: why a call has no answer, and what helps. */
public enum ErrorCode {
  INVALID_REQUEST(
      "InvalidRequest",
      "The request can't be served as it is; the message begins with the member's path.",
      "The caller corrects the member that the message names.",
      Retry.NO),
  BUDGET_EXHAUSTED(
      "BudgetExhausted",
      "Less than a twentieth of the window's budget is left.",
      "The caller waits for the next window, or the platform team raises `spec.costBudget`.",
      Retry.LATER),
  CALL_EXCEEDS_BUDGET(
      "CallExceedsBudget",
      "The most that the call can cost is more than is left, or than the whole budget.",
      "The caller lowers `maxTokens` or shortens the input, as the message says.",
      Retry.NO),
  NOT_ALLOWED(
      "NotAllowed",
      "The caller's pod or namespace may not call this endpoint.",
      "The platform team allows it, or the caller names an endpoint that it may use.",
      Retry.NO),
  UNKNOWN_ENDPOINT(
      "UnknownEndpoint",
      "There is no such endpoint among those that the pod names.",
      "The caller names one that the message lists, or the pod's annotation names this one.",
      Retry.NO),
  UNKNOWN_TEMPLATE(
      "UnknownTemplate",
      "There is no such PromptTemplate.",
      "The caller corrects the name, or the PromptTemplate is applied.",
      Retry.NO),
  UNKNOWN_REVISION(
      "UnknownRevision",
      "The PromptTemplate has no such revision.",
      "The caller asks for a revision that the message names.",
      Retry.NO),
  TOO_LARGE(
      "TooLarge",
      "The body has more bytes than a request may have; the message names the limit.",
      "The caller sends less, or the platform team raises `spec.sidecar.maxBodyBytes`.",
      Retry.NO),
  RATE_LIMITED(
      "RateLimited",
      "The endpoint's rate for this minute is used up.",
      "The caller waits as long as `Retry-After` says, or asks to be queued.",
      Retry.LATER),
  UPSTREAM_THROTTLED(
      "UpstreamThrottled",
      "Bedrock throttles the account, and went on doing so.",
      "The caller waits, or the platform team raises the account's quota or names fallbacks.",
      Retry.LATER),
  CALLER_GONE(
      "CallerGone",
      "The call was not sent, for its caller had gone; only metrics show this code.",
      "The caller waits longer for its answer.",
      Retry.NO),
  UPSTREAM_ERROR(
      "UpstreamError",
      "Bedrock or the model failed, the account or model is not in order, or the answer was not"
          + " complete.",
      "The platform team looks at the message; the caller tries again where `Retry-After` says"
          + " so.",
      Retry.IF_TOLD),
  NO_LEASE(
      "NoLease",
      "The operator could not be asked, and the process has nothing left to spend.",
      "The caller waits; the platform team makes the operator reachable.",
      Retry.LATER),
  ENDPOINT_NOT_READY(
      "EndpointNotReady",
      "A condition of the endpoint fails; the message says which.",
      "The platform team mends the condition; calls succeed as soon as it holds.",
      Retry.LATER),
  TEMPLATE_NOT_READY(
      "TemplateNotReady",
      "No revision of the prompt can be rendered, or it can't be read at the moment.",
      "The owner of the PromptTemplate mends its condition; the caller tries again later.",
      Retry.IF_TOLD),
  OVERLOADED(
      "Overloaded",
      "There are more calls, or bytes of bodies, than the process holds at once.",
      "The caller waits, or the platform team gives the process more memory.",
      Retry.LATER),
  CIRCUIT_OPEN(
      "CircuitOpen",
      "The model kept failing in ways that may be billed, so that calls are not sent until one of"
          + " them succeeds.",
      "The caller waits as long as `Retry-After` says; the platform team looks at the endpoint's"
          + " condition `ModelAnswering`, and names fallbacks.",
      Retry.LATER),
  BOUND_EXCEEDED(
      "BoundExceeded",
      "A call of this shape was billed more than its worst case, so that calls like it are not made"
          + " while that bound stands; the message names the shape.",
      "The platform team looks at the endpoint's condition `Priced`, sets higher prices in"
          + " `spec.pricing` or updates the operator; the caller leaves the shape out.",
      Retry.NO),
  UPSTREAM_TIMEOUT(
      "UpstreamTimeout",
      "The model took longer than the caller, `spec.timeouts` or Bedrock allows.",
      "The caller waits longer or asks for less, or the platform team raises `spec.timeouts`.",
      Retry.MAY_COST_TWICE);

  /** Whether the same call may succeed later. */
  public enum Retry {
    /** It fails again until something is changed. */
    NO("no"),
    /** It may succeed after a while, and has cost nothing. */
    LATER("yes"),
    /** It may succeed later, and has cost nothing, if the answer carries {@code Retry-After}. */
    IF_TOLD("if `Retry-After` is there"),
    /** It may succeed, but the failed call may be billed as well. */
    MAY_COST_TWICE("yes, but both may be billed");

    private final String text;

    Retry(String text) {
      this.text = text;
    }

    /** The answer in a few words, for the table of the reference page. */
    public String text() {
      return text;
    }
  }

  private final String text;
  private final String meaning;
  private final String fix;
  private final Retry retry;

  ErrorCode(String text, String meaning, String fix, Retry retry) {
    this.text = text;
    this.meaning = meaning;
    this.fix = fix;
    this.retry = retry;
  }

  /** The code as callers see it. */
  public String text() {
    return text;
  }

  /** Why the call has no answer, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** What the caller or the platform team does about it, in one sentence. */
  public String fix() {
    return fix;
  }

  /** Whether the same call may succeed later. */
  public Retry retry() {
    return retry;
  }

  /** The code of a refusal. */
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
