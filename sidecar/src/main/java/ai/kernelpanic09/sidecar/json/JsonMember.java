package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a received body that has been read over: where it stands, and how errors name it. It
 * becomes a string or a number only where that is asked for, and its path a text only for an error.
 *
 * @param token the value's first token
 * @param parent the path of the object or array that it stands in; its own where {@code step} is
 *     null
 * @param step a name, or the number of an item
 * @param start of its bytes in the body
 */
public record JsonMember(
    ReceivedBytes body, Token token, String parent, @Nullable Object step, int start, int end) {

  /** Texts that decide something, such as names and kinds, have at most this many bytes. */
  private static final int MAX_WORD_BYTES = 4_096;

  /** More than a model generates in one answer. */
  private static final int MAX_WRAPPED_BYTES = 1 << 20;

  /** A value that stands at {@code path}. */
  public JsonMember(ReceivedBytes body, Token token, String path, int start, int end) {
    this(body, token, path, null, start, end);
  }

  /** The scanner's present value, over which it is moved. */
  public static JsonMember of(JsonScanner from) throws InvalidRequestException {
    return of(from, from.path(), null);
  }

  static JsonMember of(JsonScanner from, String parent, @Nullable Object step)
      throws InvalidRequestException {
    var token = from.token();
    var start = from.start();
    from.skipValue();
    return new JsonMember(from.body(), token, parent, step, start, from.end());
  }

  /** As errors name it, such as {@code messages[0].role}. */
  public String path() {
    return switch (step) {
      case null -> parent;
      case String name ->
          parent.isEmpty() ? JsonPath.shown(name) : parent + "." + JsonPath.shown(name);
      default -> parent + "[" + step + "]";
    };
  }

  /** Reads the value, from its first token on. */
  public JsonScanner scanner() throws InvalidRequestException {
    var from = JsonScanner.again(body, start, end, path());
    from.next();
    return from;
  }

  public boolean isText() {
    return token == Token.TEXT;
  }

  public boolean isNull() {
    return token == Token.NULL;
  }

  public boolean isArray() {
    return token == Token.START_ARRAY;
  }

  public boolean isObject() {
    return token == Token.START_OBJECT;
  }

  /**
   * Refuses a value that takes more than {@code bytes} as it is written.
   *
   * @throws InvalidRequestException when it does; the message names the member
   */
  public void atMost(int bytes) throws InvalidRequestException {
    if (end - start > bytes) {
      throw wrong("must have at most " + bytes + " bytes");
    }
  }

  /** A text that decides something. */
  public String word() throws InvalidRequestException {
    return text(MAX_WORD_BYTES);
  }

  /** JSON within a text, in whatever form: it is copied more than once as it is read. */
  public String wrapped() throws InvalidRequestException {
    return text(MAX_WRAPPED_BYTES);
  }

  private String text(int maxBytes) throws InvalidRequestException {
    if (!isText()) {
      throw wrong("must be a text");
    }
    if (end - start > maxBytes) {
      throw wrong("must be a text of at most " + maxBytes + " bytes");
    }
    return JsonScanner.text(body, start, end);
  }

  /** A text of any length, of a model's answer. */
  public String text() throws InvalidRequestException {
    if (!isText()) {
      throw wrong("must be a text");
    }
    return JsonScanner.text(body, start, end);
  }

  /** The value as it is written. */
  public String json() {
    try (var bytes = body.open(start, end)) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean flag() throws InvalidRequestException {
    return switch (token) {
      case TRUE -> true;
      case FALSE -> false;
      default -> throw wrong("must be true or false");
    };
  }

  /** A whole number of at least {@code min}. */
  public long wholeNumber(long min) throws InvalidRequestException {
    try {
      if (token == Token.NUMBER) {
        var number = new BigDecimal(digits()).longValueExact();
        if (number >= min) {
          return number;
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Refused below, as any other wrong value.
    }
    throw wrong("must be a whole number of at least " + min);
  }

  /** A number from {@code min} to {@code max}, as it is written. */
  public String number(double min, double max) throws InvalidRequestException {
    if (token == Token.NUMBER) {
      var text = digits();
      var number = Double.parseDouble(text);
      if (number >= min && number <= max) {
        return text;
      }
    }
    throw wrong("must be a number between " + plain(min) + " and " + plain(max));
  }

  /** Reads an item of an array. */
  @FunctionalInterface
  public interface Item {
    void read(JsonMember item) throws InvalidRequestException;
  }

  /**
   * Reads the items of an array one after the other, without keeping them.
   *
   * @param max how many there may be
   */
  public void each(int max, Item reader) throws InvalidRequestException {
    if (!isArray()) {
      throw wrong("must be an array");
    }
    var path = path();
    var from = JsonScanner.again(body, start, end, path);
    from.next();
    for (var i = 0; from.next() != Token.END_ARRAY; i++) {
      if (i == max) {
        throw wrong("must hold at most " + max);
      }
      reader.read(of(from, path, i));
    }
  }

  /**
   * The items of an array, which are to be few.
   *
   * @param max how many there may be
   */
  public List<JsonMember> items(int max) throws InvalidRequestException {
    var items = new ArrayList<JsonMember>();
    each(max, items::add);
    return items;
  }

  /** The members of an object. */
  public JsonMembers members() throws InvalidRequestException {
    return JsonMembers.read(scanner());
  }

  /** Something is wrong with this value. */
  public InvalidRequestException wrong(String problem) {
    return new InvalidRequestException(path(), problem);
  }

  private String digits() throws InvalidRequestException {
    return scanner().text();
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
