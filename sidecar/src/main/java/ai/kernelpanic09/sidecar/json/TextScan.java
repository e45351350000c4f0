package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.ByteCursor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts of a JSON document without making strings of them, and counts their characters
 * and bytes. Strict: escapes and UTF-8 must be whole, and no character may be half of a surrogate
 * pair.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259, strings</a>
 */
public final class TextScan {

  static final String HALF_A_PAIR = "holds half of a surrogate pair, which is no character";
  static final String NO_UTF_8 = "holds bytes that are not UTF-8";

  private final ByteCursor from;
  private final boolean lenient;
  private @Nullable StringBuilder into;
  private int characters;
  private long utf8Bytes;
  private final NormalizedBytes normalized = new NormalizedBytes();
  private long growth;
  private long escapes;
  private boolean blank;

  public TextScan(ByteCursor from) {
    this(from, false);
  }

  /**
   * @param lenient whether an escape may stand for half of a surrogate pair, which models write
   */
  TextScan(ByteCursor from, boolean lenient) {
    this.from = from;
    this.lenient = lenient;
  }

  /** A text that breaks the document's JSON, or does not stand for valid Unicode. */
  public static final class Fault extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean json;

    private Fault(boolean json, String problem) {
      super(problem, null, false, false);
      this.json = json;
    }

    /** Whether the whole document is not JSON; otherwise only this text is invalid. */
    boolean isOfJson() {
      return json;
    }
  }

  /** Length in UTF-16 units, as Java and Bedrock's guardrails count characters. */
  public int characters() {
    return characters;
  }

  public long utf8Bytes() {
    return utf8Bytes;
  }

  /** The most UTF-8 bytes that the text has as it is and in NFKC, to which tokenisers bring it. */
  public long normalizedBytes() {
    return utf8Bytes + growth;
  }

  /** Length as JSON in its shortest form, in bytes, without the quotes. */
  public long jsonBytes() {
    return utf8Bytes + escapes;
  }

  /** The most of {@link #jsonBytes}, as the text is and in NFKC. */
  public long normalizedJsonBytes() {
    return jsonBytes() + growth;
  }

  /** Whether the text is empty or holds only white space. */
  public boolean isBlank() {
    return blank;
  }

  /**
   * Reads a text from behind its opening quote up to its closing one.
   *
   * @param text receives the text; null when only counts are wanted
   */
  public void scan(@Nullable StringBuilder text) throws Fault {
    into = text;
    characters = 0;
    utf8Bytes = 0;
    escapes = 0;
    growth = 0;
    normalized.begin();
    blank = true;
    while (true) {
      if (text == null) {
        plain(from.skipPlain());
      }
      var next = from.read();
      if (next == '"') {
        return;
      } else if (next == '\\') {
        escape();
      } else if (next == ByteCursor.END) {
        throw new Fault(true, "a text does not end");
      } else if (next < ' ') {
        throw new Fault(true, "a control character stands in a text without its escape");
      } else if (next < 0x80) {
        add(next);
      } else {
        add(sequence(next));
      }
    }
  }

  private void plain(int count) {
    if (count != 0) {
      normalized.begin();
    }
    blank &= count >= 0;
    characters += Math.abs(count);
    utf8Bytes += Math.abs(count);
  }

  private void add(int codePoint) {
    characters += Character.charCount(codePoint);
    utf8Bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    growth += normalized.of(codePoint);
    blank &= Blank.is(codePoint);
    if (into != null) {
      into.appendCodePoint(codePoint);
    }
  }

  private void escape() throws Fault {
    switch (from.read()) {
      case '"' -> escaped('"');
      case '\\' -> escaped('\\');
      case '/' -> add('/');
      case 'b' -> escaped('\b');
      case 'f' -> escaped('\f');
      case 'n' -> escaped('\n');
      case 'r' -> escaped('\r');
      case 't' -> escaped('\t');
      case 'u' -> unicode();
      default -> throw new Fault(true, "a text holds an escape that JSON does not know");
    }
  }

  /** Adds a character whose shortest form is an escape of two bytes. */
  private void escaped(int character) {
    escapes++;
    add(character);
  }

  private void unicode() throws Fault {
    var unit = hex();
    if (Character.isHighSurrogate((char) unit) && !lenient) {
      if (from.read() != '\\' || from.read() != 'u') {
        throw new Fault(false, HALF_A_PAIR);
      }
      var low = hex();
      if (!Character.isLowSurrogate((char) low)) {
        throw new Fault(false, HALF_A_PAIR);
      }
      add(Character.toCodePoint((char) unit, (char) low));
    } else if (Character.isLowSurrogate((char) unit) && !lenient) {
      throw new Fault(false, HALF_A_PAIR);
    } else {
      switch (unit) {
        case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> escaped(unit);
        default -> {
          escapes += unit < ' ' ? 5 : 0;
          add(unit);
        }
      }
    }
  }

  private int hex() throws Fault {
    var value = 0;
    for (var i = 0; i < 4; i++) {
      var next = from.read();
      var digit = next < 0x80 ? Character.digit(next, 16) : -1;
      if (digit < 0) {
        throw new Fault(true, "an escape \\u needs four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Reads a character of more than one byte; overlong forms and surrogates are refused. */
  private int sequence(int first) throws Fault {
    if (first >= 0xC2 && first <= 0xDF) {
      return (first & 0x1F) << 6 | tail(0x80, 0xBF);
    } else if (first >= 0xE0 && first <= 0xEF) {
      var second = tail(first == 0xE0 ? 0xA0 : 0x80, 0xBF);
      if (first == 0xED && second >= 0x20) {
        throw new Fault(false, HALF_A_PAIR);
      }
      return (first & 0xF) << 12 | second << 6 | tail(0x80, 0xBF);
    } else if (first >= 0xF0 && first <= 0xF4) {
      var second = tail(first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
      return (first & 7) << 18 | second << 12 | tail(0x80, 0xBF) << 6 | tail(0x80, 0xBF);
    }
    throw new Fault(false, NO_UTF_8);
  }

  private int tail(int least, int most) throws Fault {
    var next = from.peek();
    if (next < least || next > most) {
      throw new Fault(false, NO_UTF_8);
    }
    from.read();
    return next & 0x3F;
  }
}
