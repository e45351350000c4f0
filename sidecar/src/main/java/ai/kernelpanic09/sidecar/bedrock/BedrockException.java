package ai.kernelpanic09.sidecar.bedrock;

import org.jspecify.annotations.Nullable;

/** Bedrock did not answer a call. */
public final class BedrockException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What went wrong, and so what may be done next. */
  public enum Kind {
    /** 400: the request itself is wrong. */
    REJECTED(false, false),
    /** 401, 403, 404, a quota: the endpoint's role, model or account is not in order. */
    DENIED(false, false),
    /** 403 because the session has expired or is not known. */
    CREDENTIALS(false, true),
    /** 429. */
    THROTTLED(false, true),
    /** 503. */
    UNAVAILABLE(false, true),
    /** No connection came about, or it broke before all of the request was sent. */
    NOT_SENT(false, true),
    /** 424: the model failed. */
    MODEL_FAILED(true, false),
    /** 408: the model was too slow for Bedrock. */
    MODEL_TIMED_OUT(true, false),
    /** Throttled when the answer had begun already. */
    STREAM_THROTTLED(true, true),
    /** The request was found to be wrong when the answer had begun already. */
    STREAM_REJECTED(true, false),
    /** An answer that began ended with an error for which trying again is no help. */
    STREAM_FAILED(true, false),
    /** 500 and whatever is not documented. */
    FAILED(true, true),
    /** The connection broke after the request was sent. */
    LOST(true, true),
    /** No answer in time. */
    TIMED_OUT(true, false),
    /** An answer of success that can't be read. */
    UNREADABLE(true, false);

    private final boolean mayBeBilled;
    private final boolean worthRetrying;

    Kind(boolean mayBeBilled, boolean worthRetrying) {
      this.mayBeBilled = mayBeBilled;
      this.worthRetrying = worthRetrying;
    }

    /** Whether the answer leaves open that the call is billed: then its worst case stays booked. */
    public boolean mayBeBilled() {
      return mayBeBilled;
    }

    /** Whether another model may succeed where this one did not. */
    public boolean isOfTheModel() {
      return this != REJECTED && this != STREAM_REJECTED;
    }

    /** Whether the same call may succeed a moment later. */
    public boolean worthRetrying() {
      return worthRetrying;
    }
  }

  private final Kind kind;
  private final transient @Nullable BedrockError error;

  public BedrockException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * @param error as Bedrock told it; null when it told none
   */
  BedrockException(Kind kind, String message, @Nullable BedrockError error) {
    super(message, null, false, false);
    this.kind = kind;
    this.error = error;
  }

  public Kind kind() {
    return kind;
  }

  /** The error as Bedrock told it; null when no error of its own is the reason. */
  public @Nullable BedrockError error() {
    return error;
  }
}
