package ai.kernelpanic09.sidecar.bedrock;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call of Bedrock failed. */
public final class BedrockException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What would end a line of the log, or a quoted text in it. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\x{2028}\\x{2029}\"]+");

  /** The kind of a failure, which decides how it may be handled. */
  public enum Kind {
    /** 400: the request itself is wrong. */
    REJECTED(false, false),
    /** 401, 403, 404, a quota: the endpoint's role, model or account is not in order. */
    DENIED(false, false),
    /** 403 because the session is not known, or not yet. */
    CREDENTIALS(false, true),
    /** 403 because the session has expired: only other keys help. */
    EXPIRED(false, true),
    /** 403 because the signature is not of this time; the next one is signed by the host's. */
    CLOCK_SKEWED(false, true),
    /** 429. */
    THROTTLED(false, true),
    /** 503. */
    UNAVAILABLE(false, true),
    /** No connection was made, or it broke before all of the request was sent. */
    NOT_SENT(false, true),
    /** 424: the model failed. */
    MODEL_FAILED(true, false),
    /** 408: the model was too slow for Bedrock. */
    MODEL_TIMED_OUT(true, false),
    /** Throttled after the answer had begun. */
    STREAM_THROTTLED(true, true),
    /** Found to be wrong after the answer had begun. */
    STREAM_REJECTED(true, false),
    /** The answer ended early with an error that retrying does not help. */
    STREAM_FAILED(true, false),
    /** 500, and any error that is not documented. */
    FAILED(true, true),
    /** The connection broke after the request was sent. */
    LOST(true, true),
    /** No answer in time. */
    TIMED_OUT(true, false),
    /** A successful answer that can't be read. */
    UNREADABLE(true, false);

    private final boolean mayBeBilled;
    private final boolean worthRetrying;

    Kind(boolean mayBeBilled, boolean worthRetrying) {
      this.mayBeBilled = mayBeBilled;
      this.worthRetrying = worthRetrying;
    }

    /** Whether the call may have been billed: then its worst case stays booked. */
    public boolean mayBeBilled() {
      return mayBeBilled;
    }

    /**
     * Whether the endpoint's role, account or keys are the reason: then Bedrock's message names
     * them, and nothing of the request.
     */
    public boolean isOfTheAccount() {
      return this == DENIED || this == CREDENTIALS || this == EXPIRED || this == CLOCK_SKEWED;
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
  private final String told;

  public BedrockException(Kind kind, String message) {
    this(kind, message, null, "");
  }

  /**
   * @param message for callers
   * @param error as Bedrock told it, for callers; null when it told none
   * @param told Bedrock's message, with the accounts and principals that it names
   */
  BedrockException(Kind kind, String message, @Nullable BedrockError error, String told) {
    super(message, null, false, false);
    this.kind = kind;
    this.error = error;
    this.told = told;
  }

  /**
   * Bedrock's own message on one line, which may name accounts and principals: for the log, never
   * for a caller. Empty when there was none.
   */
  public String told() {
    return UNPRINTABLE.matcher(told).replaceAll(" ");
  }

  public Kind kind() {
    return kind;
  }

  /** The error as Bedrock told it; null when no error of its own is the reason. */
  public @Nullable BedrockError error() {
    return error;
  }
}
