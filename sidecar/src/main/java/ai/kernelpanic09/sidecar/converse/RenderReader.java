package ai.kernelpanic09.sidecar.converse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of {@code /render}: {@code variables}, {@code revision}, {@code dryRun}, and of
 * {@code /invoke} all but what the template says. Those are checked as there, by {@link
 * InvokeReader}, once the prompt is rendered.
 */
public final class RenderReader {

  /** Each takes far more memory than the two bytes that may write it. */
  private static final int MOST_VALUES = 50_000;

  private final JsonParser from;
  private int values;

  private RenderReader(JsonParser from) {
    this.from = from;
  }

  /**
   * What a caller asks for.
   *
   * @param revision null for the current one
   * @param settings all other members, as a JSON object
   * @param values that the variables consist of, at every depth
   */
  public record Asked(
      Map<String, @Nullable Object> variables,
      @Nullable Long revision,
      boolean dryRun,
      String settings,
      int values,
      int bodyBytes) {

    /**
     * The call of the rendered prompt, as {@code /invoke} would get it.
     *
     * @throws InvalidRequestException when a setting is wrong; the message names it
     */
    public InvokeReader.Read call(@Nullable String system, String text)
        throws InvalidRequestException {
      var body = new ByteArrayOutputStream(text.length() + settings.length() + 128);
      try (var to = Json.generator(body)) {
        to.writeStartObject();
        if (system != null) {
          to.writeStringField("system", system);
        }
        to.writeArrayFieldStart("messages");
        to.writeStartObject();
        to.writeStringField("role", "user");
        to.writeStringField("content", text);
        to.writeEndObject();
        to.writeEndArray();
        try (var more = Json.parser(settings.getBytes(StandardCharsets.UTF_8))) {
          more.nextToken();
          while (more.nextToken() == JsonToken.FIELD_NAME) {
            to.copyCurrentStructure(more);
          }
        }
        to.writeEndObject();
      } catch (IOException e) {
        throw new InvalidRequestException("the call can't be written: " + e.getMessage());
      }
      return InvokeReader.read(body.toByteArray());
    }
  }

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  public static Asked read(byte[] body) throws InvalidRequestException {
    try (var from = Json.parser(body)) {
      return new RenderReader(from).read(body.length);
    } catch (JsonProcessingException e) {
      throw InvokeReader.notJson(e);
    } catch (IOException e) {
      throw new InvalidRequestException("the body can't be read: " + e.getMessage());
    }
  }

  private Asked read(int bodyBytes) throws IOException, InvalidRequestException {
    if (from.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidRequestException("the body must be a JSON object");
    }
    Map<String, @Nullable Object> variables = Map.of();
    @Nullable Long revision = null;
    var dryRun = false;
    var seen = new HashSet<String>();
    var settings = new ByteArrayOutputStream(128);
    try (var to = Json.generator(settings)) {
      to.writeStartObject();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        if (!seen.add(name)) {
          throw new InvalidRequestException(name, "is there twice");
        }
        from.nextToken();
        switch (name) {
          case "variables" -> variables = variables();
          case "revision" -> revision = revision();
          case "dryRun" -> dryRun = flag(name);
          case "messages", "system" ->
              throw new InvalidRequestException(name, "comes from the template");
          default -> {
            to.writeFieldName(name);
            to.copyCurrentStructure(from);
          }
        }
      }
      to.writeEndObject();
    }
    if (from.nextToken() != null) {
      throw new InvalidRequestException("the body goes on after its JSON object");
    }
    return new Asked(
        variables, revision, dryRun, settings.toString(StandardCharsets.UTF_8), values, bodyBytes);
  }

  private Map<String, @Nullable Object> variables() throws IOException, InvalidRequestException {
    if (from.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidRequestException("variables", "must be an object");
    }
    return object("variables");
  }

  private long revision() throws IOException, InvalidRequestException {
    var fits =
        from.currentToken() == JsonToken.VALUE_NUMBER_INT
            && from.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    if (!fits || from.getLongValue() < 1) {
      throw new InvalidRequestException("revision", "must be a whole number of at least 1");
    }
    return from.getLongValue();
  }

  private boolean flag(String name) throws InvalidRequestException {
    return switch (from.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new InvalidRequestException(name, "must be true or false");
    };
  }

  private Map<String, @Nullable Object> object(String path)
      throws IOException, InvalidRequestException {
    var object = new LinkedHashMap<String, @Nullable Object>();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      var member = path + "." + name;
      if (object.containsKey(name)) {
        throw new InvalidRequestException(member, "is there twice");
      }
      from.nextToken();
      object.put(name, value(member));
    }
    return object;
  }

  private List<@Nullable Object> list(String path) throws IOException, InvalidRequestException {
    var list = new ArrayList<@Nullable Object>();
    while (from.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(path + "[]"));
    }
    return list;
  }

  private @Nullable Object value(String path) throws IOException, InvalidRequestException {
    if (++values > MOST_VALUES) {
      throw new InvalidRequestException("variables", "hold more than " + MOST_VALUES + " values");
    }
    return switch (from.currentToken()) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> list(path);
      case VALUE_STRING -> from.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT ->
          from.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? from.getBigIntegerValue()
              : (Object) from.getLongValue();
      case VALUE_NUMBER_FLOAT -> fraction(path);
      default -> throw new InvalidRequestException(path, "is no JSON value");
    };
  }

  private double fraction(String path) throws IOException, InvalidRequestException {
    var number = from.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw new InvalidRequestException(path, "is a number beyond 64 bits");
    }
    return number;
  }
}
