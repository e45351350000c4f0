package ai.kernelpanic09.sidecar.converse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of {@code /invoke}: {@code messages}, {@code system}, {@code toolConfig}, {@code
 * maxTokens}, {@code temperature}, {@code topP}, {@code stopSequences}, {@code stream}. Whatever
 * else is there is refused by its name, for it could change the price.
 */
public final class InvokeReader {

  private static final int MOST_STOP_SEQUENCES = 2_500;

  private final JsonParser from;
  private final Set<String> seen = new HashSet<>();
  private @Nullable Long maxTokens;
  private @Nullable String temperature;
  private @Nullable String topP;
  private List<String> stopSequences = List.of();
  private boolean stream;

  private InvokeReader(JsonParser from) {
    this.from = from;
  }

  /** A request, and whether its answer is wanted piece by piece. */
  public record Read(ConverseRequest request, boolean stream) {}

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  public static Read read(byte[] body) throws InvalidRequestException {
    try (var from = Json.parser(body)) {
      return new InvokeReader(from).read(body.length);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    } catch (IOException e) {
      throw new InvalidRequestException("the body can't be read: " + e.getMessage());
    }
  }

  static InvalidRequestException notJson(JsonProcessingException e) {
    var at = e.getLocation();
    return new InvalidRequestException(
        "the body is not JSON: "
            + e.getOriginalMessage().split("\n", 2)[0]
            + (at == null
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
  }

  private Read read(int bodyBytes) throws IOException, InvalidRequestException {
    if (from.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidRequestException("the body must be a JSON object");
    }
    var written = new ByteSink(bodyBytes + 512);
    ContentReader content;
    try (var to = Json.generator(written)) {
      content = new ContentReader(from, to);
      to.writeStartObject();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        if (!seen.add(name)) {
          throw new InvalidRequestException(name, "is there twice");
        }
        from.nextToken();
        switch (name) {
          case "messages" -> {
            to.writeFieldName(name);
            content.messages(name);
          }
          case "system" -> {
            to.writeFieldName(name);
            content.system(name);
          }
          case "toolConfig" -> {
            to.writeFieldName(name);
            new ToolConfigReader(from, to, content).read(name);
          }
          default -> setting(name);
        }
      }
      if (!seen.contains("messages")) {
        throw new InvalidRequestException("messages", "is missing");
      }
      if (from.nextToken() != null) {
        throw new InvalidRequestException("the body goes on after its JSON object");
      }
      to.writeEndObject();
    }
    var request =
        new ConverseRequest(
            written,
            // Without the closing brace: more members follow.
            written.size() - 1,
            content.counts(),
            content.toolTexts(),
            new Inference(maxTokens, temperature, topP, stopSequences),
            bodyBytes);
    return new Read(request, stream);
  }

  private void setting(String name) throws IOException, InvalidRequestException {
    switch (name) {
      case "maxTokens" -> maxTokens = wholeNumber(name);
      case "temperature" -> temperature = fraction(name);
      case "topP" -> topP = fraction(name);
      case "stopSequences" -> stopSequences = texts(name);
      case "stream" -> stream = flag(name);
      default -> throw new InvalidRequestException(name, "is not known");
    }
  }

  private long wholeNumber(String name) throws IOException, InvalidRequestException {
    var fits =
        from.currentToken() == JsonToken.VALUE_NUMBER_INT
            && from.getNumberType() == JsonParser.NumberType.INT;
    if (!fits || from.getLongValue() < 1) {
      throw new InvalidRequestException(name, "must be a whole number of at least 1");
    }
    return from.getLongValue();
  }

  private String fraction(String name) throws IOException, InvalidRequestException {
    var token = from.currentToken();
    var number = token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT;
    if (!number || !(from.getDoubleValue() >= 0 && from.getDoubleValue() <= 1)) {
      throw new InvalidRequestException(name, "must be a number between 0 and 1");
    }
    return from.getText();
  }

  private List<String> texts(String name) throws IOException, InvalidRequestException {
    if (from.currentToken() != JsonToken.START_ARRAY) {
      throw new InvalidRequestException(name, "must be an array of texts");
    }
    var texts = new ArrayList<String>();
    while (from.nextToken() != JsonToken.END_ARRAY) {
      var path = name + "[" + texts.size() + "]";
      if (from.currentToken() != JsonToken.VALUE_STRING || from.getTextLength() == 0) {
        throw new InvalidRequestException(path, "must be a text of at least one character");
      }
      if (texts.size() == MOST_STOP_SEQUENCES) {
        throw new InvalidRequestException(name, "must hold at most " + MOST_STOP_SEQUENCES);
      }
      texts.add(from.getText());
    }
    return texts;
  }

  private boolean flag(String name) throws InvalidRequestException {
    return switch (from.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new InvalidRequestException(name, "must be true or false");
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
