package ai.kernelpanic09.local.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the errors of AWS's services, in JSON or XML, into sentences. */
final class AwsErrors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern XML_CODE = Pattern.compile("<Code>([^<]*)</Code>");
  private static final Pattern XML_MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");
  private static final String SIGN_IN =
      "sign in again ('aws sso login', 'aws login' or new keys), or name another profile with"
          + " AWS_PROFILE";

  private AwsErrors() {}

  /**
   * The exception for an error that a service answered.
   *
   * @param call the request, such as {@code sts AssumeRole}
   * @param type the header x-amzn-ErrorType; null for none
   */
  static AwsException of(String call, int status, @Nullable String type, String body) {
    var code = code(type, body);
    var message = message(body);
    return switch (code) {
      case "ExpiredToken", "ExpiredTokenException", "RequestExpired" ->
          new AwsException(code, "the AWS credentials have expired: " + SIGN_IN);
      case "InvalidClientTokenId",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "AuthFailure" ->
          new AwsException(
              code, "AWS does not accept the credentials (" + message + "): " + SIGN_IN);
      case "AccessDenied", "AccessDeniedException" ->
          new AwsException(code, orNothing(message) + ": docs/local.md lists the rights it needs");
      default ->
          new AwsException(
              code, call + " is refused with " + status + " " + code + ": " + orNothing(message));
    };
  }

  /** The exception for a request without an answer. */
  static AwsException unreachable(String address, IOException e) {
    return new AwsException(
        "",
        "no answer of "
            + address
            + " ("
            + e.getClass().getSimpleName()
            + "): is this machine online, spec.region right, and AWS_ENDPOINT_URL if it is set?");
  }

  private static String code(@Nullable String type, String body) {
    var xml = XML_CODE.matcher(body);
    if (xml.find()) {
      return xml.group(1);
    }
    var text = type == null ? json(body, "__type") : type;
    var colon = text.indexOf(':');
    var bare = colon < 0 ? text : text.substring(0, colon);
    return bare.substring(bare.lastIndexOf('#') + 1);
  }

  private static String message(String body) {
    var xml = XML_MESSAGE.matcher(body);
    if (xml.find()) {
      return oneLine(xml.group(1));
    }
    var message = json(body, "message");
    return oneLine(message.isEmpty() ? json(body, "Message") : message);
  }

  private static String json(String body, String member) {
    try {
      return JSON.readTree(body).path(member).asText();
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static String orNothing(String message) {
    return message.isEmpty() ? "it does not say why" : message;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
