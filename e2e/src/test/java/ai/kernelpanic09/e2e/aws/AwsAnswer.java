package ai.kernelpanic09.e2e.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** An answer of AWS as it came, headers included. */
@SuppressWarnings("ArrayRecordComponent") // Records of this type are never compared.
record AwsAnswer(int status, HttpHeaders headers, byte[] body) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int MAX_TEXT = 160;

  boolean isOk() {
    return status == OK;
  }

  /** The body; missing when it is no JSON. */
  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The payloads of a stream's events of one type. */
  List<JsonNode> events(String type) {
    var messages = new ArrayList<Message>();
    new MessageDecoder(messages::add).feed(body);
    var payloads = new ArrayList<JsonNode>();
    for (var each : messages) {
      var header = each.getHeaders().get(":event-type");
      if (header != null && header.getString().equals(type)) {
        try {
          payloads.add(JSON.readTree(each.getPayload()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return payloads;
  }

  /** Status, type and text of an error, in one line. */
  String error() {
    var type = headers.firstValue("x-amzn-errortype").orElse("").replaceFirst(":.*", "");
    var message = json().path("message").asText(json().path("Message").asText());
    var text = message.isEmpty() ? new String(body, StandardCharsets.UTF_8) : message;
    return "%d %s: %s".formatted(status, type, withoutAccounts(text));
  }

  /** A text of AWS's as it may be shown: in one line, of a bounded length, without account ids. */
  static String withoutAccounts(String text) {
    var line = text.replaceAll("[0-9]{12}", "ACCOUNT").replaceAll("\\s+", " ").replace('|', '/');
    return line.substring(0, Math.min(line.length(), MAX_TEXT));
  }
}
