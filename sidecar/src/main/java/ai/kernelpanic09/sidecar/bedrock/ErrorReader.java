package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.redaction.AwsIdentities;
import ai.kernelpanic09.sidecar.bedrock.BedrockException.Kind;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads Bedrock's errors. What callers may read of a message is without accounts, roles and
 * principals; the whole of it is for the log.
 */
final class ErrorReader {

  private static final String TYPE_HEADER = "x-amzn-errortype";

  private static final int MAX_MESSAGE_CHARACTERS = 1_000;
  private static final JsonFactory JSON = new JsonFactory();

  private ErrorReader() {}

  /**
   * Reads an answer whose status is not 200.
   *
   * @param head tells the type as {@code x-amzn-errortype}, such as {@code
   *     ThrottlingException:http://…}
   */
  static BedrockException read(int status, AnswerHead head, byte[] body) {
    var type = head.header(TYPE_HEADER);
    var name = type == null ? "" : type.split(":", 2)[0];
    var told = message(body);
    return failure(
        ErrorTable.kind(status, name, told),
        "Bedrock answered " + status + (name.isEmpty() ? "" : " " + name),
        told,
        head,
        status,
        name);
  }

  /**
   * Reads an exception that is a stream's first message. Bedrock answers 200 before the model
   * accepts the call, so this is a plain error answer in another form.
   *
   * @param head of the stream
   * @param type such as {@code throttlingException}
   */
  static BedrockException readFirst(AnswerHead head, String type, byte[] body) {
    var told = message(body);
    return streamEnded(
        ErrorTable.kind(ErrorTable.STREAMED, capitalized(type), told), head, type, told);
  }

  /**
   * Reads an exception that follows events of a stream. The model has worked by then, so the call
   * may be billed whatever the exception says.
   *
   * @param head of the stream
   * @param type such as {@code throttlingException}
   */
  static BedrockException readStreamed(AnswerHead head, String type, byte[] body) {
    var told = message(body);
    return streamEnded(ErrorTable.streamed(capitalized(type), told), head, type, told);
  }

  /**
   * Reads an error of a stream that the service's model does not have; nobody has documented that
   * any of them is not billed. To clients of Bedrock it is an internal error.
   *
   * @param head of the stream
   */
  static BedrockException readUnmodelled(AnswerHead head, String code, String message) {
    return failure(
        Kind.FAILED,
        "Bedrock ended the stream",
        bounded(code + ": " + message),
        head,
        ErrorTable.STREAMED,
        "internalServerException");
  }

  private static BedrockException streamEnded(
      Kind kind, AnswerHead head, String type, String told) {
    return failure(
        kind, "Bedrock ended the stream with " + type, told, head, ErrorTable.STREAMED, type);
  }

  /**
   * @param told the message as it came
   */
  private static BedrockException failure(
      Kind kind, String what, String told, AnswerHead head, int status, String type) {
    var message = AwsIdentities.hidden(told);
    return new BedrockException(
        kind,
        what + (message.isEmpty() ? "" : ": " + message),
        new BedrockError(status, type, message, head.requestId()),
        told);
  }

  private static String capitalized(String type) {
    return type.isEmpty() ? "" : Character.toUpperCase(type.charAt(0)) + type.substring(1);
  }

  private static String message(byte[] body) {
    try (var json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var member = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING && member.equalsIgnoreCase("message")) {
          return bounded(json.getText());
        }
        json.skipChildren();
      }
      return "";
    } catch (IOException e) {
      return "";
    }
  }

  private static String bounded(String text) {
    return text.substring(0, Math.min(text.length(), MAX_MESSAGE_CHARACTERS));
  }
}
