package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads Bedrock's typed errors. */
final class ErrorReader {

  private static final int MOST_MESSAGE_CHARACTERS = 1_000;
  private static final JsonFactory JSON = new JsonFactory();

  private ErrorReader() {}

  /**
   * What an answer other than 200 means.
   *
   * @param type the header {@code x-amzn-errortype}, such as {@code ThrottlingException:http://…}
   */
  static BedrockException read(int status, @Nullable String type, byte[] body) {
    var name = type == null ? "" : type.split(":", 2)[0];
    var message = message(body);
    var text =
        "Bedrock answered "
            + status
            + (name.isEmpty() ? "" : " " + name)
            + (message.isEmpty() ? "" : ": " + message);
    return new BedrockException(kind(status, name), text);
  }

  /**
   * What an error within a stream means. The model may have worked by then, so a bill is possible
   * whatever it says.
   *
   * @param type such as {@code throttlingException}
   */
  static BedrockException readStreamed(String type, byte[] body) {
    var message = message(body);
    var kind =
        switch (type) {
          case "throttlingException" -> Kind.STREAM_THROTTLED;
          case "internalServerException", "serviceUnavailableException" -> Kind.FAILED;
          case "modelStreamErrorException", "modelTimeoutException" -> Kind.MODEL_FAILED;
          default -> Kind.STREAM_FAILED;
        };
    return new BedrockException(
        kind, "Bedrock ended the stream with " + type + (message.isEmpty() ? "" : ": " + message));
  }

  private static Kind kind(int status, String name) {
    if (status == 429) {
      return Kind.THROTTLED;
    }
    if (status == 503) {
      return Kind.UNAVAILABLE;
    }
    if (status == 408 || status == 424) {
      return Kind.MODEL_FAILED;
    }
    // Only an error that the service itself has typed proves that nothing is billed.
    if (status < 400 || status >= 500 || name.isEmpty()) {
      return Kind.FAILED;
    }
    return switch (name) {
      case "ExpiredTokenException",
          "ExpiredToken",
          "UnrecognizedClientException",
          "InvalidClientTokenId" ->
          Kind.CREDENTIALS;
      default -> status == 400 || status == 413 ? Kind.REJECTED : Kind.DENIED;
    };
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
          return text.substring(0, Math.min(text.length(), MOST_MESSAGE_CHARACTERS));
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException e) {
      return "";
    }
  }
}
