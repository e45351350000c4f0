package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import java.util.List;
import java.util.Locale;

/**
 * Which kind of failure each of AWS's errors is. Only an error that the service itself has typed
 * proves that nothing is billed: all else counts as billed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors">
 *     Errors of ConverseStream</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html">Errors
 *     of all operations</a>
 */
public final class ErrorTable {

  /** The status of an answer that began as a success, in which an error came later. */
  static final int STREAMED = 200;

  /** Stands for every name of an error. */
  private static final String TYPED = "*";

  /**
   * The statuses that a row is about.
   *
   * @param streamed whether it is about errors within a stream too
   */
  public record Statuses(int from, int to, boolean streamed, String text) {
    static final Statuses EVERY = new Statuses(0, Integer.MAX_VALUE, true, "any other");

    /** Refusals: other statuses don't prove that the service has refused. */
    static final Statuses REFUSED = new Statuses(400, 499, true, "4xx, or in a stream");

    static Statuses only(int status) {
      return new Statuses(status, status, false, Integer.toString(status));
    }

    boolean have(int status) {
      return (from <= status && status <= to) || (streamed && status == STREAMED);
    }
  }

  /**
   * One row; the first that fits counts.
   *
   * @param type AWS's name of the error, {@code *} for every name, empty for with or without one
   * @param messagePart a part of the message, in lower case; empty for every message
   */
  public record Row(Statuses statuses, String type, String messagePart, Kind kind) {

    /** The statuses, in words. */
    public String status() {
      return statuses.text;
    }

    boolean fits(int answered, String name, String message) {
      return statuses.have(answered)
          && (type.isEmpty() || (type.equals(TYPED) ? !name.isEmpty() : type.equals(name)))
          && (messagePart.isEmpty() || message.contains(messagePart));
    }
  }

  private static final List<Row> ROWS =
      List.of(
          // What every answer of this status means, whoever gives it.
          row(Statuses.only(408), "", Kind.MODEL_TIMED_OUT),
          row(Statuses.only(424), "", Kind.MODEL_FAILED),
          row(Statuses.only(429), "", Kind.THROTTLED),
          row(Statuses.only(503), "", Kind.UNAVAILABLE),
          row(Statuses.only(500), "", Kind.FAILED),
          // What blames the account, the model or the endpoint, though it comes as a wrong request.
          validation("operation not allowed"),
          validation("model identifier is invalid"),
          validation("on-demand throughput isn"),
          validation("account is not authorized"),
          validation("access to this model"),
          validation("guardrail identifier"),
          row(Statuses.REFUSED, "ValidationException", Kind.REJECTED),
          row(Statuses.REFUSED, "AccessDeniedException", Kind.DENIED),
          row(Statuses.REFUSED, "ResourceNotFoundException", Kind.DENIED),
          row(Statuses.REFUSED, "ServiceQuotaExceededException", Kind.DENIED),
          row(Statuses.REFUSED, "ConflictException", Kind.DENIED),
          row(Statuses.REFUSED, "OptInRequired", Kind.DENIED),
          row(Statuses.REFUSED, "IncompleteSignatureException", Kind.DENIED),
          row(Statuses.REFUSED, "MissingAuthenticationTokenException", Kind.DENIED),
          row(Statuses.REFUSED, "ExpiredTokenException", Kind.EXPIRED),
          row(Statuses.REFUSED, "ExpiredToken", Kind.EXPIRED),
          row(Statuses.REFUSED, "InvalidSignatureException", Kind.CLOCK_SKEWED),
          row(Statuses.REFUSED, "SignatureDoesNotMatch", Kind.CLOCK_SKEWED),
          row(Statuses.REFUSED, "RequestExpired", Kind.CLOCK_SKEWED),
          row(Statuses.REFUSED, "RequestTimeTooSkewed", Kind.CLOCK_SKEWED),
          row(Statuses.REFUSED, "UnrecognizedClientException", Kind.CREDENTIALS),
          row(Statuses.REFUSED, "InvalidClientTokenId", Kind.CREDENTIALS),
          row(Statuses.REFUSED, "ThrottlingException", Kind.THROTTLED),
          row(Statuses.REFUSED, "ModelNotReadyException", Kind.THROTTLED),
          row(Statuses.REFUSED, "ServiceUnavailableException", Kind.UNAVAILABLE),
          row(Statuses.REFUSED, "ModelErrorException", Kind.MODEL_FAILED),
          row(Statuses.REFUSED, "ModelStreamErrorException", Kind.MODEL_FAILED),
          row(Statuses.REFUSED, "ModelTimeoutException", Kind.MODEL_TIMED_OUT),
          row(Statuses.REFUSED, "InternalServerException", Kind.FAILED),
          row(Statuses.REFUSED, "InternalFailure", Kind.FAILED),
          // The service may have been at work when the request was aborted.
          row(Statuses.REFUSED, "RequestAbortedException", Kind.FAILED),
          // New types, by their status.
          row(Statuses.only(400), TYPED, Kind.REJECTED),
          row(Statuses.only(413), TYPED, Kind.REJECTED),
          row(new Statuses(401, 499, false, "other 4xx"), TYPED, Kind.DENIED),
          row(Statuses.EVERY, "", Kind.FAILED));

  private ErrorTable() {}

  private static Row row(Statuses statuses, String type, Kind kind) {
    return new Row(statuses, type, "", kind);
  }

  private static Row validation(String text) {
    return new Row(Statuses.REFUSED, "ValidationException", text, Kind.DENIED);
  }

  /** All rows, in the order in which they are looked at. */
  public static List<Row> rows() {
    return ROWS;
  }

  /**
   * The kind of an error.
   *
   * @param status of the answer; that of a stream, 200, for one that came in it
   * @param type such as {@code ThrottlingException}; empty when the answer names none
   */
  static Kind kind(int status, String type, String message) {
    return row(status, type, message).kind();
  }

  /** The row that decides about an error. */
  static Row row(int status, String type, String message) {
    var text = message.toLowerCase(Locale.ROOT);
    return ROWS.stream()
        .filter(each -> each.fits(status, type, text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the last row fits everything"));
  }

  /**
   * The kind of an error that follows events of a stream: the model has worked by then, so whatever
   * the error says, the call may be billed.
   */
  static Kind streamed(String type, String message) {
    return switch (kind(STREAMED, type, message)) {
      case THROTTLED -> Kind.STREAM_THROTTLED;
      case UNAVAILABLE, FAILED -> Kind.FAILED;
      case MODEL_FAILED -> Kind.MODEL_FAILED;
      case MODEL_TIMED_OUT -> Kind.MODEL_TIMED_OUT;
      case REJECTED -> Kind.STREAM_REJECTED;
      default -> Kind.STREAM_FAILED;
    };
  }
}
