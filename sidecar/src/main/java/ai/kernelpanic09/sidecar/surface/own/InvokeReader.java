package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ContentReader;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.json.Scalars;
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

  private final JsonScanner from;
  private final ConverseWriter to;
  private final Set<String> seen = new HashSet<>();
  private boolean stream;

  private InvokeReader(ReceivedBytes body) {
    from = new JsonScanner(body);
    to = new ConverseWriter(from);
  }

  /** A request, and whether its answer is wanted as a stream. */
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
      case "maxTokens" -> to.maxTokens(Scalars.wholeNumber(from));
      case "temperature" -> to.temperature(name, Scalars.fraction(from));
      case "topP" -> to.topP(name, Scalars.fraction(from));
      case "stopSequences" -> to.passStopSequences();
      case "stream" -> stream = Scalars.flag(from);
      default -> throw from.wrong("is not known");
    }
  }

  /** The body of a request with one message, for a probe or a first call. */
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
