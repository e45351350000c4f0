package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads Bedrock's typed errors.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html#API_runtime_ConverseStream_Errors">
 *     Errors of ConverseStream</a>
 */
final class ErrorReader {

  private static final String TYPE_HEADER = "x-amzn-errortype";

  /** The status of an answer that began as a success. */
  private static final int STREAMED = 200;

  private static final int MAX_MESSAGE_CHARACTERS = 1_000;
  private static final JsonFactory JSON = new JsonFactory();

  /** Where a ValidationException is about the account or the model, and not about the request. */
  private static final List<String> NOT_THE_REQUESTS_FAULT =
      List.of(
          "operation not allowed",
          "model identifier is invalid",
          "on-demand throughput isn",
          "account is not authorized",
          "access to this model");

  /** Names an account: the callers of an endpoint need not know whose it is. */
  private static final Pattern ARN_WITH_ACCOUNT =
      Pattern.compile("arn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:[0-9]{12}:[^\\s\"',;]+");

  private static final Pattern ACCOUNT = Pattern.compile("(?<![0-9])[0-9]{12}(?![0-9])");

  private ErrorReader() {}

  /**
   * What an answer other than 200 means.
   *
   * @param head tells the type as {@code x-amzn-errortype}, such as {@code
   *     ThrottlingException:http://…}
   */
  static BedrockException read(int status, AnswerHead head, byte[] body) {
    var type = head.header(TYPE_HEADER);
    var name = type == null ? "" : type.split(":", 2)[0];
    var message = message(body);
    var text =
        "Bedrock answered "
            + status
            + (name.isEmpty() ? "" : " " + name)
            + (message.isEmpty() ? "" : ": " + message);
    return new BedrockException(
        kind(status, name, message),
        text,
        new BedrockError(status, name, message, head.requestId()));
  }

  /**
   * What an exception means that is a stream's first message: Bedrock accepts a call before the
   * model does, so it is the plain answer with that error in another form.
   *
   * @param head of the stream
   * @param type such as {@code throttlingException}
   */
  static BedrockException readFirst(AnswerHead head, String type, byte[] body) {
    var message = message(body);
    return streamEnded(ofName(capitalized(type), message), head, type, message);
  }

  /**
   * What an error within a stream means. The model has worked by then, so a bill is possible
   * whatever it says.
   *
   * @param head of the stream
   * @param type such as {@code throttlingException}
   */
  static BedrockException readStreamed(AnswerHead head, String type, byte[] body) {
    var message = message(body);
    var kind =
        switch (ofName(capitalized(type), message)) {
          case THROTTLED -> Kind.STREAM_THROTTLED;
          case UNAVAILABLE, FAILED -> Kind.FAILED;
          case MODEL_FAILED -> Kind.MODEL_FAILED;
          case MODEL_TIMED_OUT -> Kind.MODEL_TIMED_OUT;
          case REJECTED -> Kind.STREAM_REJECTED;
          default -> Kind.STREAM_FAILED;
        };
    return streamEnded(kind, head, type, message);
  }

  private static BedrockException streamEnded(
      Kind kind, AnswerHead head, String type, String message) {
    return new BedrockException(
        kind,
        "Bedrock ended the stream with " + type + (message.isEmpty() ? "" : ": " + message),
        new BedrockError(STREAMED, type, message, head.requestId()));
  }

  private static String capitalized(String type) {
    return type.isEmpty() ? "" : Character.toUpperCase(type.charAt(0)) + type.substring(1);
  }

  private static Kind kind(int status, String name, String message) {
    return switch (status) {
      case 408 -> Kind.MODEL_TIMED_OUT;
      case 413 -> name.isEmpty() ? Kind.FAILED : Kind.REJECTED;
      case 424 -> Kind.MODEL_FAILED;
      case 429 -> Kind.THROTTLED;
      case 503 -> Kind.UNAVAILABLE;
      default -> {
        // Only an error that the service itself has typed proves that nothing is billed.
        if (status < 400 || status >= 500 || name.isEmpty()) {
          yield Kind.FAILED;
        }
        var typed = ofName(name, message);
        yield typed == Kind.FAILED ? (status == 400 ? Kind.REJECTED : Kind.DENIED) : typed;
      }
    };
  }

  private static Kind ofName(String name, String message) {
    return switch (name) {
      case "ThrottlingException", "ModelNotReadyException" -> Kind.THROTTLED;
      case "ServiceUnavailableException" -> Kind.UNAVAILABLE;
      case "ValidationException" -> isOfTheRequest(message) ? Kind.REJECTED : Kind.DENIED;
      case "AccessDeniedException",
          "ResourceNotFoundException",
          "ConflictException",
          "ServiceQuotaExceededException" ->
          Kind.DENIED;
      case "ModelErrorException", "ModelStreamErrorException" -> Kind.MODEL_FAILED;
      case "ModelTimeoutException" -> Kind.MODEL_TIMED_OUT;
      case "ExpiredTokenException",
          "ExpiredToken",
          "UnrecognizedClientException",
          "InvalidClientTokenId" ->
          Kind.CREDENTIALS;
      default -> Kind.FAILED;
    };
  }

  private static boolean isOfTheRequest(String message) {
    var text = message.toLowerCase(Locale.ROOT);
    return NOT_THE_REQUESTS_FAULT.stream().noneMatch(text::contains);
  }

  private static String message(byte[] body) {
    try (var json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var member = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING && member.equalsIgnoreCase("message")) {
          var text = json.getText();
          return anonymous(text.substring(0, Math.min(text.length(), MAX_MESSAGE_CHARACTERS)));
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException e) {
      return "";
    }
  }

  private static String anonymous(String message) {
    var named = ARN_WITH_ACCOUNT.matcher(message).replaceAll("(an ARN)");
    return ACCOUNT.matcher(named).replaceAll("(an account)");
  }
}
