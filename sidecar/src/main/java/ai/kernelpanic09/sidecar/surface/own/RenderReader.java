package ai.kernelpanic09.sidecar.surface.own;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.RequestBody;
import ai.kernelpanic09.sidecar.body.SplicedBody;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import ai.kernelpanic09.sidecar.json.Scalars;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int MAX_VALUES = 50_000;

  private static final int MAX_MEMBERS = 100;

  /** A text takes two bytes for each of its characters at the most; settings are copied once. */
  private static final long TEXT_FACTOR = 3;

  /** Of an object, and its place in a list or a map. */
  private static final long VALUE_BYTES = 64;

  private static final byte[] COMMA = {','};

  private final ReceivedBytes body;
  private final JsonScanner from;
  private int values;

  private RenderReader(ReceivedBytes body) {
    this.body = body;
    from = new JsonScanner(body);
  }

  /**
   * What a caller asks for.
   *
   * @param revision null for the current one
   * @param settings all other members, each with a comma before it
   * @param values that the variables consist of, at every depth
   */
  public record Asked(
      Map<String, @Nullable Object> variables,
      @Nullable Long revision,
      boolean dryRun,
      RequestBody settings,
      int values,
      int bodyBytes) {

    /**
     * The call of the rendered prompt, as {@code /invoke} would get it.
     *
     * @throws InvalidRequestException when a setting is wrong; the message names it
     */
    public InvokeReader.Read call(@Nullable String system, String text, Held held)
        throws InvalidRequestException {
      var body = new ReceivedBytes();
      try (var to = Json.generator(new BodyOutput(body))) {
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
        to.flush();
        body.append(settings.open().readAllBytes());
        to.writeEndObject();
      } catch (IOException e) {
        throw new InvalidRequestException("the call can't be written: " + e.getMessage());
      }
      return InvokeReader.read(body, held);
    }
  }

  /** Bytes of memory that reading a body of this size takes at the most, beside the body. */
  public static long memoryFor(int bodyBytes) {
    return TEXT_FACTOR * bodyBytes + VALUE_BYTES * Math.min(bodyBytes / 2, MAX_VALUES);
  }

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  public static Asked read(ReceivedBytes body) throws InvalidRequestException {
    return new RenderReader(body).read();
  }

  private Asked read() throws InvalidRequestException {
    if (from.next() != Token.START_OBJECT) {
      throw new InvalidRequestException("the body must be a JSON object");
    }
    Map<String, @Nullable Object> variables = Map.of();
    @Nullable Long revision = null;
    var dryRun = false;
    var seen = new HashSet<String>();
    var settings = new Splices(body);
    while (from.next() == Token.NAME) {
      var name = from.text();
      var start = from.start();
      if (!seen.add(name)) {
        throw from.wrong("is there twice");
      }
      if (seen.size() > MAX_MEMBERS) {
        throw from.wrong("is one member too many");
      }
      from.next();
      switch (name) {
        case "variables" -> variables = variables();
        case "revision" -> revision = revision();
        case "dryRun" -> dryRun = Scalars.flag(from);
        case "messages", "system" -> throw from.wrong("comes from the template");
        default -> {
          from.skipValue();
          settings.insert(COMMA);
          settings.copy(start, from.end());
        }
      }
    }
    from.next();
    return new Asked(
        variables,
        revision,
        dryRun,
        new SplicedBody(settings, new Splices(body)),
        values,
        body.length());
  }

  private Map<String, @Nullable Object> variables() throws InvalidRequestException {
    from.expect(Token.START_OBJECT, "must be an object");
    return object();
  }

  private long revision() throws InvalidRequestException {
    try {
      if (from.token() == Token.NUMBER) {
        var number = Long.parseLong(from.text());
        if (number >= 1) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw from.wrong("must be a whole number of at least 1");
  }

  private Map<String, @Nullable Object> object() throws InvalidRequestException {
    var object = new LinkedHashMap<String, @Nullable Object>();
    while (from.next() == Token.NAME) {
      var name = from.text();
      if (object.containsKey(name)) {
        throw from.wrong("is there twice");
      }
      from.next();
      object.put(name, value());
    }
    return object;
  }

  private List<@Nullable Object> list() throws InvalidRequestException {
    var list = new ArrayList<@Nullable Object>();
    while (from.next() != Token.END_ARRAY) {
      list.add(value());
    }
    return list;
  }

  private @Nullable Object value() throws InvalidRequestException {
    if (++values > MAX_VALUES) {
      throw new InvalidRequestException("variables", "hold more than " + MAX_VALUES + " values");
    }
    return switch (from.token()) {
      case START_OBJECT -> object();
      case START_ARRAY -> list();
      case TEXT -> from.text();
      case TRUE -> true;
      case FALSE -> false;
      case NULL -> null;
      case NUMBER -> number(from.text());
      default -> throw from.wrong("is no JSON value");
    };
  }

  private Object number(String digits) throws InvalidRequestException {
    if (digits.indexOf('.') < 0 && digits.indexOf('e') < 0 && digits.indexOf('E') < 0) {
      var whole = new BigInteger(digits);
      return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole;
    }
    var number = Double.parseDouble(digits);
    if (!Double.isFinite(number)) {
      throw from.wrong("is a number beyond 64 bits");
    }
    return number;
  }

  /** What is written goes to the end of a body. */
  private static final class BodyOutput extends OutputStream {
    private final ReceivedBytes body;

    BodyOutput(ReceivedBytes body) {
      this.body = body;
    }

    @Override
    public void write(int b) {
      body.append(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      body.append(Arrays.copyOfRange(bytes, from, from + count));
    }
  }
}
