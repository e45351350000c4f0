package ai.kernelpanic09.core.template.format;

import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Runes;
import ai.kernelpanic09.core.template.text.Utf8;
import java.util.Locale;

/** Flags, width and precision of one verb, and the ways to write values with them. */
final class Layout {

  final Sink sink;

  boolean minus;
  boolean plus;
  boolean sharp;
  boolean space;
  boolean zero;
  boolean sharpV;

  /** Least number of runes, or -1. */
  int width = -1;

  /** Precision, or -1. */
  int precision = -1;

  Layout(Sink sink) {
    this.sink = sink;
  }

  void clear() {
    minus = false;
    plus = false;
    sharp = false;
    space = false;
    zero = false;
    sharpV = false;
    width = -1;
    precision = -1;
  }

  private char filler(boolean zeros) {
    return zeros && !minus ? '0' : ' ';
  }

  void pad(String bytes) {
    pad(bytes, zero);
  }

  private void pad(String bytes, boolean zeros) {
    var missing = width <= 0 ? 0 : width - Utf8.runeCount(bytes);
    if (!minus) {
      sink.fill(filler(zeros), missing);
    }
    sink.write(bytes);
    if (minus) {
      sink.fill(' ', missing);
    }
  }

  void bool(boolean is) {
    pad(is ? "true" : "false");
  }

  private String truncated(String bytes) {
    return precision < 0 ? bytes : Utf8.prefix(bytes, precision);
  }

  void string(String bytes) {
    pad(truncated(bytes));
  }

  void quoted(String bytes) {
    var text = truncated(bytes);
    if (sharp && Quoting.canBackquote(text)) {
      pad("`" + text + "`");
    } else {
      pad(plus ? Quoting.quoteToAscii(text) : Quoting.quote(text));
    }
  }

  /** Writes the hexadecimal digits of a string's bytes. */
  void hex(String bytes, boolean upper) {
    var length = precision >= 0 ? Math.min(precision, bytes.length()) : bytes.length();
    if (length == 0) {
      sink.fill(filler(zero), width);
      return;
    }
    var total = 2L * length;
    if (space) {
      total = (sharp ? 2 * total : total) + length - 1;
    } else if (sharp) {
      total += 2;
    }
    var missing = (int) Math.max(0, width - total);
    if (!minus) {
      sink.fill(filler(zero), missing);
    }
    var prefix = upper ? "0X" : "0x";
    var digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    for (var i = 0; i < length; i++) {
      if (space && i > 0) {
        sink.write(' ');
      }
      if (sharp && (space || i == 0)) {
        sink.write(prefix);
      }
      sink.write(digits.charAt(bytes.charAt(i) >> 4));
      sink.write(digits.charAt(bytes.charAt(i) & 0xF));
    }
    if (minus) {
      sink.fill(' ', missing);
    }
  }

  /** Writes an integer; unless {@code signed}, it is never negative. */
  void integer(long number, int base, boolean signed, int verb) {
    var negative = signed && number < 0;
    var magnitude = negative ? -number : number;
    var least = 0;
    if (precision >= 0) {
      least = precision;
      if (precision == 0 && number == 0) {
        sink.fill(' ', width);
        return;
      }
    } else if (zero && !minus && width >= 0) {
      least = negative || plus || space ? width - 1 : width;
    }
    var digits = Long.toUnsignedString(magnitude, base);
    if (verb == 'X') {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    var zeros = Math.max(0, least - digits.length());
    var before = sign(negative) + prefix(base, verb, zeros > 0 || digits.charAt(0) == '0');
    var missing = Math.max(0, width - before.length() - zeros - digits.length());
    if (!minus) {
      sink.fill(' ', missing);
    }
    sink.write(before);
    sink.fill('0', zeros);
    sink.write(digits);
    if (minus) {
      sink.fill(' ', missing);
    }
  }

  private String sign(boolean negative) {
    return negative ? "-" : plus ? "+" : space ? " " : "";
  }

  private String prefix(int base, int verb, boolean leadingZero) {
    var prefix = "";
    if (sharp) {
      prefix =
          switch (base) {
            case 2 -> "0b";
            case 8 -> leadingZero ? "" : "0";
            case 16 -> verb == 'X' ? "0X" : "0x";
            default -> "";
          };
    }
    return verb == 'O' ? "0o" + prefix : prefix;
  }

  void rune(long number) {
    var bytes = new StringBuilder(4);
    Utf8.append(bytes, runeOf(number));
    pad(bytes.toString());
  }

  void quotedRune(long number) {
    pad(Quoting.quoteRune(runeOf(number), plus));
  }

  private static int runeOf(long number) {
    return number < 0 || number > Utf8.MAX_RUNE ? Utf8.REPLACEMENT : (int) number;
  }

  /** Writes U+0078, with the sharp flag U+0078 'x'. */
  void unicode(long number) {
    var digits = Long.toHexString(number).toUpperCase(Locale.ROOT);
    var zeros = Math.max(0, Math.max(4, precision) - digits.length());
    var after = new StringBuilder(digits);
    var afterRunes = digits.length();
    if (sharp && number >= 0 && number <= Utf8.MAX_RUNE && Runes.isPrint((int) number)) {
      Utf8.append(after.append(" '"), (int) number);
      after.append('\'');
      afterRunes += 4;
    }
    var missing = Math.max(0, width - 2 - zeros - afterRunes);
    if (!minus) {
      sink.fill(' ', missing);
    }
    sink.write("U+");
    sink.fill('0', zeros);
    sink.write(after.toString());
    if (minus) {
      sink.fill(' ', missing);
    }
  }

  /** Writes a floating-point number with a default precision, -1 for as many digits as needed. */
  void real(double number, int verb, int defaultPrecision) {
    var digits = precision >= 0 ? precision : defaultPrecision;
    sink.expect(digits);
    // A number far from 1 has many digits, which take time even if they are not written.
    sink.work(digits < 0 ? 0 : Math.abs(Math.getExponent(number)));
    var text = Floats.format(number, verb, digits);
    var negative = text.charAt(0) == '-';
    if (negative || text.charAt(0) == '+') {
      text = text.substring(1);
    }
    var sign = negative ? "-" : plus ? "+" : space ? " " : "";
    if (text.equals("Inf") || text.equals("NaN")) {
      pad((sign.isEmpty() && text.equals("Inf") ? "+" : sign) + text, false);
      return;
    }
    if (sharp && verb != 'b') {
      text = withPoint(text, verb, digits);
    }
    if (!sign.isEmpty() && zero && !minus && width > text.length() + 1) {
      sink.write(sign);
      sink.fill('0', width - text.length() - 1);
      sink.write(text);
    } else {
      pad(sign + text);
    }
  }

  /** Returns digits with a decimal point, and the zeros that shorter forms leave out. */
  private static String withPoint(String text, int verb, int precision) {
    var wanted = verb == 'g' || verb == 'G' || verb == 'x' ? (precision < 0 ? 6 : precision) : 0;
    var hex = verb == 'x' || verb == 'X';
    var end = text.length();
    var point = false;
    var significant = false;
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      if (c == '.') {
        point = true;
      } else if (c == 'p' || c == 'P' || (!hex && (c == 'e' || c == 'E'))) {
        end = i;
      } else {
        significant |= c != '0';
        wanted -= significant ? 1 : 0;
      }
    }
    var result = new StringBuilder(text.substring(0, end));
    if (!point) {
      if (result.length() == 1 && result.charAt(0) == '0') {
        wanted--;
      }
      result.append('.');
    }
    return result.repeat('0', Math.max(0, wanted)).append(text, end, text.length()).toString();
  }
}
