package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document token by token and tells where in the body each token stands, so that
 * values can be passed on as ranges of the body. Names and texts become strings only where a caller
 * asks for them. Strict, as RFC 8259 demands, with bounds for hostile input.
 */
public final class JsonScanner {

  private static final int MAX_DEPTH = 100;
  private static final int MAX_NUMBER_BYTES = 100;
  private static final int MAX_PREFIX_BYTES = 64;
  private static final int MAX_NAME_CHARACTERS = 1_000;

  /** Kinds of tokens. */
  public enum Token {
    START_OBJECT,
    END_OBJECT,
    START_ARRAY,
    END_ARRAY,
    NAME,
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL,
    END
  }

  private final ReceivedBytes body;
  private final ByteCursor from;
  private final TextScan scan;
  private final JsonPath path;
  private @Nullable Token token;
  private int start;
  private int scalars;

  public JsonScanner(ReceivedBytes body) {
    this(body, 0, body.length());
  }

  /** Reads a range that is a document of its own. */
  public JsonScanner(ReceivedBytes body, int start, int end) {
    this(body, start, end, "", false);
  }

  private JsonScanner(ReceivedBytes body, int start, int end, String base, boolean lenient) {
    this.body = body;
    from = new ByteCursor(body, start, end);
    scan = new TextScan(from, lenient);
    path = new JsonPath(body, base);
  }

  /**
   * Reads a value again that stands in a document at {@code path}. What its characters may be was
   * decided by the first reading.
   */
  static JsonScanner again(ReceivedBytes body, int start, int end, String path) {
    return new JsonScanner(body, start, end, path, true);
  }

  /**
   * Reads a range that a model has written: an escape in it may stand for half of a surrogate pair.
   */
  public static JsonScanner lenient(ReceivedBytes body, int start, int end) {
    return new JsonScanner(body, start, end, "", true);
  }

  /** The text from {@code start} to {@code end}, of a document that has been scanned before. */
  public static String text(ReceivedBytes body, int start, int end) {
    var text = new StringBuilder(Math.min(end - start, 1 << 16));
    try {
      new TextScan(new ByteCursor(body, start + 1, end), true).scan(text);
    } catch (TextScan.Fault e) {
      throw new IllegalStateException("a text that was read before can't be read", e);
    }
    return text.toString();
  }

  /** Moves on to the next token. */
  public Token next() throws InvalidRequestException {
    if (token == null && body.length() > 2) {
      skipByteOrderMark();
    }
    from.skipBlanks();
    token = token == Token.NAME ? member() : path.depth() == 0 ? outermost() : inner();
    switch (token) {
      case TEXT, NUMBER, TRUE, FALSE, NULL -> scalars++;
      default -> {}
    }
    return token;
  }

  /** Moves on to the last token of the present value. */
  public void skipValue() throws InvalidRequestException {
    var depth = 0;
    do {
      switch (token()) {
        case START_OBJECT, START_ARRAY -> depth++;
        case END_OBJECT, END_ARRAY -> depth--;
        default -> {}
      }
    } while (depth > 0 && next() != Token.END);
  }

  /** The body that is read. */
  public ReceivedBytes body() {
    return body;
  }

  /** The number of texts, numbers and literals up to the present token, including it. */
  public int scalars() {
    return scalars;
  }

  /** The kind of the present token. */
  public Token token() {
    if (token == null) {
      throw new IllegalStateException("nothing has been read yet");
    }
    return token;
  }

  /** Where the present token begins. */
  public int start() {
    return start;
  }

  /** Where the present token ends. */
  public int end() {
    return from.position();
  }

  /** The present name or text without quotes and escapes, or a number as it is written. */
  public String text() {
    return switch (token()) {
      case NAME, TEXT -> text(body, start, end());
      default -> {
        var text = new StringBuilder();
        var again = new ByteCursor(body, start, end());
        for (var next = again.read(); next != ByteCursor.END; next = again.read()) {
          text.append((char) next);
        }
        yield text.toString();
      }
    };
  }

  /**
   * Whether the present name or text is {@code text}, which holds only ASCII characters that need
   * no escapes.
   */
  public boolean is(String text) {
    var raw = new ByteCursor(body, start + 1, end() - 1);
    for (var i = 0; i < text.length(); i++) {
      var next = raw.read();
      if (next == '\\') {
        return text().equals(text);
      }
      if (next != text.charAt(i)) {
        return false;
      }
    }
    return raw.read() == ByteCursor.END;
  }

  /** Whether the beginning of the present text is base64, in any of its alphabets. */
  public boolean isBase64() {
    var again = new ByteCursor(body, start + 1, Math.min(end() - 1, start + 1 + MAX_PREFIX_BYTES));
    for (var next = again.read(); next != ByteCursor.END; next = again.read()) {
      if (!Character.isLetterOrDigit(next) && "+/=-_\\".indexOf(next) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The counts of the present name or text, without reading it again. */
  public TextScan scanned() {
    return scan;
  }

  /** The path of the present value. */
  public String path() {
    var open = token == Token.START_OBJECT || token == Token.START_ARRAY;
    return path.text(path.depth() - (open ? 1 : 0));
  }

  /** The path of the object or array that the present value stands in. */
  public String parentPath() {
    return path.text(path.depth() - 1);
  }

  /** An exception for a problem with the present value. */
  public InvalidRequestException wrong(String problem) {
    return new InvalidRequestException(path(), problem);
  }

  /**
   * Requires the present token to be of a kind.
   *
   * @param problem the message when it is not
   */
  public void expect(Token kind, String problem) throws InvalidRequestException {
    if (token != kind) {
      throw wrong(problem);
    }
  }

  private void skipByteOrderMark() {
    var again = new ByteCursor(body, from.position(), body.length());
    if (again.read() == 0xEF && again.read() == 0xBB && again.read() == 0xBF) {
      from.read();
      from.read();
      from.read();
    }
  }

  private Token outermost() throws InvalidRequestException {
    if (token == null) {
      return value();
    }
    if (from.peek() != ByteCursor.END) {
      throw new InvalidRequestException("the body goes on after its JSON object");
    }
    start = from.position();
    return Token.END;
  }

  private Token member() throws InvalidRequestException {
    if (from.peek() != ':') {
      throw notJson("a colon must stand behind a name");
    }
    from.read();
    from.skipBlanks();
    return value();
  }

  private Token inner() throws InvalidRequestException {
    var array = path.isInArray();
    var first = path.isAtFirst();
    start = from.position();
    if (from.peek() == (array ? ']' : '}')) {
      from.read();
      path.close();
      return array ? Token.END_ARRAY : Token.END_OBJECT;
    }
    if (!first) {
      if (from.peek() != ',') {
        throw notJson(
            from.peek() == ByteCursor.END
                ? "it does not end"
                : "a comma or the end of " + (array ? "an array" : "an object") + " must follow");
      }
      from.read();
      from.skipBlanks();
    }
    if (array) {
      path.item();
      return value();
    }
    if (from.peek() != '"') {
      throw notJson(
          from.peek() == ByteCursor.END ? "it does not end" : "a name in quotes must follow");
    }
    return name();
  }

  private Token name() throws InvalidRequestException {
    start = from.position();
    from.read();
    try {
      scan.scan(null);
    } catch (TextScan.Fault e) {
      if (e.isOfJson()) {
        throw notJson(e.getMessage());
      }
      var object = path.text(path.depth() - 1);
      throw new InvalidRequestException(
          object.isEmpty() ? "the body" : object, "a name in it " + e.getMessage());
    }
    path.member(start, from.position());
    if (scan.characters() > MAX_NAME_CHARACTERS) {
      throw wrong("the name must have at most " + MAX_NAME_CHARACTERS + " characters");
    }
    return Token.NAME;
  }

  private Token value() throws InvalidRequestException {
    start = from.position();
    return switch (from.peek()) {
      case '"' -> textValue();
      case '{' -> open(false);
      case '[' -> open(true);
      case 't' -> literal("true", Token.TRUE);
      case 'f' -> literal("false", Token.FALSE);
      case 'n' -> literal("null", Token.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case ByteCursor.END -> throw notJson("it does not end");
      default -> throw notJson("no value begins like this");
    };
  }

  private Token textValue() throws InvalidRequestException {
    from.read();
    try {
      scan.scan(null);
    } catch (TextScan.Fault e) {
      throw e.isOfJson()
          ? notJson(e.getMessage())
          : new InvalidRequestException(path.text(path.depth()), String.valueOf(e.getMessage()));
    }
    return Token.TEXT;
  }

  private Token open(boolean array) throws InvalidRequestException {
    if (path.depth() == MAX_DEPTH) {
      throw notJson("it is nested deeper than " + MAX_DEPTH);
    }
    from.read();
    path.open(array);
    return array ? Token.START_ARRAY : Token.START_OBJECT;
  }

  private Token literal(String word, Token kind) throws InvalidRequestException {
    for (var i = 0; i < word.length(); i++) {
      if (from.read() != word.charAt(i)) {
        throw notJson("no value begins like this");
      }
    }
    return kind;
  }

  private Token number() throws InvalidRequestException {
    if (from.peek() == '-') {
      from.read();
    }
    if (from.peek() == '0') {
      from.read();
    } else {
      digits();
    }
    if (from.peek() == '.') {
      from.read();
      digits();
    }
    if (from.peek() == 'e' || from.peek() == 'E') {
      from.read();
      if (from.peek() == '+' || from.peek() == '-') {
        from.read();
      }
      digits();
    }
    if (end() - start > MAX_NUMBER_BYTES) {
      throw notJson("a number has more than " + MAX_NUMBER_BYTES + " characters");
    }
    return Token.NUMBER;
  }

  private void digits() throws InvalidRequestException {
    var begin = from.position();
    while (from.peek() >= '0' && from.peek() <= '9') {
      from.read();
    }
    if (from.position() == begin) {
      throw notJson("a digit is missing");
    }
  }

  private InvalidRequestException notJson(@Nullable String problem) {
    var line = 1;
    var lineStart = 0;
    var again = new ByteCursor(body, 0, from.position());
    for (var next = again.read(); next != ByteCursor.END; next = again.read()) {
      if (next == '\n') {
        line++;
        lineStart = again.position();
      }
    }
    return new InvalidRequestException(
        "the body is not JSON: "
            + problem
            + " (line "
            + line
            + ", column "
            + (from.position() - lineStart + 1)
            + ")");
  }
}
