package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the body of {@code /invoke}: {@code messages}, {@code system}, {@code toolConfig}, {@code
 * maxTokens}, {@code temperature}, {@code topP}, {@code stopSequences}, {@code stream}. Any other
 * member is refused by its name, for it could change the price.
 */
public final class InvokeReader {

  private static final int MAX_STOP_SEQUENCES = 2_500;

  private final JsonScanner from;
  private final ConverseWriter to;
  private final Set<String> seen = new HashSet<>();
  private boolean stream;

  private InvokeReader(ReceivedBytes body) {
    from = new JsonScanner(body);
    to = new ConverseWriter(from);
  }

  /** A request, and whether its answer is wanted piece by piece. */
  public record Read(ConverseRequest request, boolean stream) {}

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  public static Read read(ReceivedBytes body, Held held) throws InvalidRequestException {
    return new InvokeReader(body).read(held);
  }

  private Read read(Held held) throws InvalidRequestException {
    if (from.next() != Token.START_OBJECT) {
      throw new InvalidRequestException("the body must be a JSON object");
    }
    var content = new ContentReader(from, to);
    while (from.next() == Token.NAME) {
      var name = from.text();
      if (!seen.add(name)) {
        throw from.wrong("is there twice");
      }
      from.next();
      switch (name) {
        case "messages" -> content.messages();
        case "system" -> content.system();
        case "toolConfig" -> to.passToolConfig();
        default -> setting(name);
      }
    }
    if (!seen.contains("messages")) {
      throw new InvalidRequestException("messages", "is missing");
    }
    from.next();
    return new Read(to.request(held), stream);
  }

  private void setting(String name) throws InvalidRequestException {
    switch (name) {
      case "maxTokens" -> to.maxTokens(wholeNumber());
      case "temperature" -> to.temperature(name, fraction());
      case "topP" -> to.topP(name, fraction());
      case "stopSequences" -> stopSequences();
      case "stream" -> stream = flag();
      default -> throw from.wrong("is not known");
    }
  }

  private long wholeNumber() throws InvalidRequestException {
    try {
      if (from.token() == Token.NUMBER) {
        var number = Integer.parseInt(from.text());
        if (number >= 1) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw from.wrong("must be a whole number of at least 1");
  }

  private String fraction() throws InvalidRequestException {
    if (from.token() == Token.NUMBER) {
      var number = Double.parseDouble(from.text());
      if (number >= 0 && number <= 1) {
        return from.text();
      }
    }
    throw from.wrong("must be a number between 0 and 1");
  }

  private void stopSequences() throws InvalidRequestException {
    from.expect(Token.START_ARRAY, "must be an array of texts");
    var start = from.start();
    var count = 0;
    while (from.next() != Token.END_ARRAY) {
      if (from.token() != Token.TEXT || from.scanned().characters() == 0) {
        throw from.wrong("must be a text of at least one character");
      }
      if (++count > MAX_STOP_SEQUENCES) {
        throw new InvalidRequestException(
            "stopSequences", "must hold at most " + MAX_STOP_SEQUENCES);
      }
    }
    if (count > 0) {
      to.stopSequences(start, from.end());
    }
  }

  private boolean flag() throws InvalidRequestException {
    return switch (from.token()) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw from.wrong("must be true or false");
    };
  }

  /** A request of one message, as a probe or a first call needs it. */
  public static byte[] body(String text, int maxTokens, boolean stream) throws IOException {
    var body = new ByteArrayOutputStream();
    try (var to = Json.generator(body)) {
      to.writeStartObject();
      to.writeArrayFieldStart("messages");
      to.writeStartObject();
      to.writeStringField("role", "user");
      to.writeStringField("content", text);
      to.writeEndObject();
      to.writeEndArray();
      to.writeNumberField("maxTokens", maxTokens);
      to.writeBooleanField("stream", stream);
      to.writeEndObject();
    }
    return body.toByteArray();
  }
}
