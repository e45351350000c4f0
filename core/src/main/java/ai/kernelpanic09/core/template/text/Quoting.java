package ai.kernelpanic09.core.template.text;

import java.util.Locale;

/** Writes and describes byte strings as Go's quoted literals (package strconv). */
public final class Quoting {

  private static final String HEX = "0123456789abcdef";

  private Quoting() {}

  /** Returns a double-quoted literal. */
  public static String quote(String bytes) {
    return quoted(bytes, false);
  }

  /** Returns a double-quoted literal of ASCII only. */
  public static String quoteToAscii(String bytes) {
    return quoted(bytes, true);
  }

  private static String quoted(String bytes, boolean ascii) {
    var literal = new StringBuilder(bytes.length() + 2).append('"');
    for (var i = 0; i < bytes.length(); ) {
      var decoded = Utf8.decode(bytes, i);
      if (Utf8.width(decoded) == 1 && Utf8.rune(decoded) == Utf8.REPLACEMENT) {
        byteEscape(literal, bytes.charAt(i));
      } else {
        escape(literal, Utf8.rune(decoded), '"', ascii);
      }
      i += Utf8.width(decoded);
    }
    return literal.append('"').toString();
  }

  /** Returns a single-quoted literal of a rune, perhaps of ASCII only. */
  public static String quoteRune(int rune, boolean ascii) {
    var literal = new StringBuilder().append('\'');
    escape(literal, Utf8.isValid(rune) ? rune : Utf8.REPLACEMENT, '\'', ascii);
    return literal.append('\'').toString();
  }

  private static void escape(StringBuilder literal, int rune, char quote, boolean ascii) {
    if (rune == quote || rune == '\\') {
      literal.append('\\').append((char) rune);
      return;
    }
    if (Runes.isPrint(rune) && (!ascii || rune < 0x80)) {
      Utf8.append(literal, rune);
      return;
    }
    switch (rune) {
      case 7 -> literal.append("\\a");
      case '\b' -> literal.append("\\b");
      case '\f' -> literal.append("\\f");
      case '\n' -> literal.append("\\n");
      case '\r' -> literal.append("\\r");
      case '\t' -> literal.append("\\t");
      case 11 -> literal.append("\\v");
      default -> {
        if (rune < ' ' || rune == 0x7f) {
          byteEscape(literal, rune);
        } else if (rune < 0x10000) {
          hexEscape(literal.append("\\u"), rune, 4);
        } else {
          hexEscape(literal.append("\\U"), rune, 8);
        }
      }
    }
  }

  private static void byteEscape(StringBuilder literal, int value) {
    hexEscape(literal.append("\\x"), value, 2);
  }

  private static void hexEscape(StringBuilder literal, int value, int digits) {
    for (var shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      literal.append(HEX.charAt((value >> shift) & 0xF));
    }
  }

  /** Returns whether a byte string can stand in backquotes unchanged on one line. */
  public static boolean canBackquote(String bytes) {
    for (var i = 0; i < bytes.length(); ) {
      var decoded = Utf8.decode(bytes, i);
      var rune = Utf8.rune(decoded);
      var width = Utf8.width(decoded);
      i += width;
      if (width > 1) {
        if (rune == 0xFEFF) {
          return false;
        }
      } else if (rune == Utf8.REPLACEMENT
          || (rune < ' ' && rune != '\t')
          || rune == '`'
          || rune == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /** Describes a rune as U+0078 'x'. */
  public static String describe(int rune) {
    var number = Integer.toHexString(rune).toUpperCase(Locale.ROOT);
    var text = new StringBuilder("U+").append("0".repeat(Math.max(0, 4 - number.length())));
    text.append(number);
    if (Runes.isPrint(rune)) {
      Utf8.append(text.append(" '"), rune);
      text.append('\'');
    }
    return text.toString();
  }
}
