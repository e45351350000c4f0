package ai.kernelpanic09.core.template.text;

import java.util.Optional;

/** Reads Go's quoted literals (package strconv); the result is empty for a malformed one. */
public final class Unquoting {

  private Unquoting() {}

  /** One character of a literal, and the index after it. */
  private record Read(int value, boolean multibyte, int next) {}

  /** Returns the byte string that a double-quoted or backquoted literal stands for. */
  public static Optional<String> unquote(String literal) {
    var end = literal.length() - 1;
    if (end < 1 || literal.charAt(end) != literal.charAt(0)) {
      return Optional.empty();
    }
    if (literal.charAt(0) == '`') {
      return Optional.of(literal.substring(1, end).replace("\r", ""));
    }
    var bytes = new StringBuilder(literal.length());
    var i = 1;
    while (i < end) {
      var read = literal.charAt(i) == '\n' ? null : read(literal, i, end + 1, '"');
      if (read == null) {
        return Optional.empty();
      }
      if (read.multibyte()) {
        Utf8.append(bytes, read.value());
      } else {
        bytes.append((char) read.value());
      }
      i = read.next();
    }
    return i == end ? Optional.of(bytes.toString()) : Optional.empty();
  }

  /** The result of reading a character constant. */
  public sealed interface CharConstant {

    /** The rune of a valid constant. */
    record Rune(int value) implements CharConstant {}

    /** A constant whose escape, or first character, is malformed. */
    record InvalidSyntax() implements CharConstant {}

    /** A constant of more than one character. */
    record TooLong() implements CharConstant {}
  }

  /** Reads a character constant with its quotes. */
  public static CharConstant character(String literal) {
    var read = read(literal, 1, literal.length(), '\'');
    if (read == null) {
      return new CharConstant.InvalidSyntax();
    }
    return literal.substring(read.next()).equals("'")
        ? new CharConstant.Rune(read.value())
        : new CharConstant.TooLong();
  }

  private static @org.jspecify.annotations.Nullable Read read(
      String s, int at, int end, char quote) {
    var c = s.charAt(at);
    if (c == quote) {
      return null;
    }
    if (c >= 0x80) {
      var decoded = Utf8.decode(s, at);
      return new Read(Utf8.rune(decoded), true, at + Utf8.width(decoded));
    }
    if (c != '\\') {
      return new Read(c, false, at + 1);
    }
    if (at + 1 >= end) {
      return null;
    }
    var escape = s.charAt(at + 1);
    return switch (escape) {
      case 'a' -> new Read(7, false, at + 2);
      case 'b' -> new Read('\b', false, at + 2);
      case 'f' -> new Read('\f', false, at + 2);
      case 'n' -> new Read('\n', false, at + 2);
      case 'r' -> new Read('\r', false, at + 2);
      case 't' -> new Read('\t', false, at + 2);
      case 'v' -> new Read(11, false, at + 2);
      case '\\' -> new Read('\\', false, at + 2);
      case '\'', '"' -> escape == quote ? new Read(escape, false, at + 2) : null;
      case 'x' -> number(s, at + 2, 2, 16, end, false);
      case 'u' -> number(s, at + 2, 4, 16, end, true);
      case 'U' -> number(s, at + 2, 8, 16, end, true);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> number(s, at + 1, 3, 8, end, false);
      default -> null;
    };
  }

  private static @org.jspecify.annotations.Nullable Read number(
      String s, int at, int digits, int radix, int end, boolean rune) {
    if (at + digits > end) {
      return null;
    }
    var value = 0L;
    for (var i = at; i < at + digits; i++) {
      var digit = s.charAt(i) < 0x80 ? Character.digit(s.charAt(i), radix) : -1;
      if (digit < 0) {
        return null;
      }
      value = value * radix + digit;
    }
    if (rune ? value > Utf8.MAX_RUNE || !Utf8.isValid((int) value) : value > 255) {
      return null;
    }
    return new Read((int) value, rune, at + digits);
  }
}
