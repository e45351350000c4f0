package ai.kernelpanic09.core.template.parse;

import ai.kernelpanic09.core.template.text.Quoting;
import ai.kernelpanic09.core.template.text.Unquoting;
import ai.kernelpanic09.core.template.text.Unquoting.CharConstant;
import ai.kernelpanic09.core.template.value.Value;
import java.io.Serial;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads constants, whose type follows from how they are written. */
final class Numbers {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9_]++(?:\\.[0-9_]*+)?|\\.[0-9_]++)(?:[eE][+-]?[0-9][0-9_]*+)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile(
          "[+-]?0[xX](?:[0-9a-fA-F_]++(?:\\.[0-9a-fA-F_]*+)?|\\.[0-9a-fA-F_]++)"
              + "[pP][+-]?[0-9][0-9_]*+");
  private static final Pattern SCANNED =
      Pattern.compile(
          "[+-]?(?:0[xX][0-9a-fA-F_]*\\.?[0-9a-fA-F_]*(?:[pP][+-]?[0-9_]*)?"
              + "|[0-9_]*\\.?[0-9_]*(?:[eEpP][+-]?[0-9_]*)?)");

  private Numbers() {}

  /** A constant that is malformed. */
  static final class Malformed extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** Returns the value of a token; {@link Value.Absent} for an integer too great for an int. */
  static Value read(Token token) throws Malformed {
    var text = token.text();
    return switch (token.type()) {
      case CHAR_CONSTANT -> character(text);
      case COMPLEX -> complex(text);
      default -> number(text);
    };
  }

  private static Value character(String text) throws Malformed {
    return switch (Unquoting.character(text)) {
      case CharConstant.Rune rune -> new Value.Int(rune.value());
      case CharConstant.InvalidSyntax ignored -> throw new Malformed("invalid syntax");
      case CharConstant.TooLong ignored ->
          throw new Malformed("malformed character constant: " + text);
    };
  }

  private static Value complex(String text) throws Malformed {
    var real = SCANNED.matcher(text);
    var imaginary = SCANNED.matcher(text);
    if (!real.lookingAt()
        || real.end() == text.length()
        || "+-".indexOf(text.charAt(real.end())) < 0
        || !imaginary.region(real.end() + 1, text.length()).lookingAt()
        || imaginary.end() != text.length() - 1
        || imaginary.group().isEmpty()) {
      throw new Malformed("syntax error scanning complex number");
    }
    return new Value.Complex(part(real.group()), part(text.charAt(real.end()) + imaginary.group()));
  }

  private static double part(String text) throws Malformed {
    var number = real(text);
    if (number == null || Double.isInfinite(number)) {
      throw new Malformed(
          "strconv.ParseFloat: parsing "
              + Quoting.quote(text)
              + (number == null ? ": invalid syntax" : ": value out of range"));
    }
    return number;
  }

  private static Value number(String text) throws Malformed {
    if (text.endsWith("i")) {
      var imaginary = real(text.substring(0, text.length() - 1));
      if (imaginary != null && !Double.isInfinite(imaginary)) {
        return new Value.Complex(0, imaginary);
      }
    }
    var integer = integer(text);
    if (integer == null) {
      return floating(text);
    }
    if (!(integer instanceof Value.Int n)) {
      return integer;
    }
    // After a sign, even a hexadecimal integer counts as floating-point if it has a letter e.
    return isFloating(text) ? new Value.Real(n.number()) : integer;
  }

  private static boolean isFloating(String text) {
    var hexInteger =
        text.length() > 2
            && (text.startsWith("0x") || text.startsWith("0X"))
            && !containsAny(text, "pP");
    return !hexInteger && containsAny(text, ".eEpP");
  }

  private static boolean containsAny(String text, String chars) {
    return chars.chars().anyMatch(c -> text.indexOf(c) >= 0);
  }

  private static Value floating(String text) throws Malformed {
    var number = real(text);
    if (number == null || Double.isInfinite(number)) {
      throw new Malformed("illegal number syntax: " + Quoting.quote(text));
    }
    if (!containsAny(text, ".eEpP")) {
      throw new Malformed("integer overflow: " + Quoting.quote(text));
    }
    return isFloating(text) ? new Value.Real(number) : new Value.Int(number.longValue());
  }

  /** Returns an integer, {@link Value.Absent} if only an unsigned one can hold it, or null. */
  private static @Nullable Value integer(String text) {
    var negative = text.startsWith("-");
    var signed = negative || text.startsWith("+");
    var magnitude = signed ? text.substring(1) : text;
    if (magnitude.isEmpty()) {
      return null;
    }
    var base = 10;
    var digits = magnitude;
    if (magnitude.charAt(0) == '0') {
      var letter = magnitude.length() >= 3 ? Character.toLowerCase(magnitude.charAt(1)) : ' ';
      base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
      digits = magnitude.substring("xbo".indexOf(letter) >= 0 ? 2 : 1);
    }
    var plain = digits.replace("_", "");
    if (plain.length() != digits.length() && !underscoresAreRight(text)) {
      return null;
    }
    if (plain.isEmpty()) {
      // No digits are left of "0", nor of "0x_", which counts as zero too.
      return new Value.Int(0);
    }
    try {
      var number = Long.parseUnsignedLong(plain, base);
      if (number < 0) {
        return negative && number == Long.MIN_VALUE
            ? new Value.Int(number)
            : signed ? null : Value.Absent.VALUE;
      }
      return new Value.Int(negative ? -number : number);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Returns a floating-point number, infinite if too great, or null if malformed. */
  private static @Nullable Double real(String text) {
    var hexadecimal = HEXADECIMAL.matcher(text).matches();
    if (!hexadecimal && !DECIMAL.matcher(text).matches()) {
      return null;
    }
    var plain = text.replace("_", "");
    if (plain.length() != text.length() && !underscoresAreRight(text)) {
      return null;
    }
    try {
      return Double.valueOf(plain);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Returns whether underscores stand only between digits, or between a base and a digit. */
  private static boolean underscoresAreRight(String text) {
    var number = text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text;
    var last = '^';
    var i = 0;
    var hexadecimal = false;
    if (number.length() >= 2 && number.charAt(0) == '0' && isBase(number.charAt(1))) {
      i = 2;
      last = '0';
      hexadecimal = Character.toLowerCase(number.charAt(1)) == 'x';
    }
    for (; i < number.length(); i++) {
      var c = number.charAt(i);
      if (Character.digit(c, hexadecimal ? 16 : 10) >= 0) {
        last = '0';
      } else if (c == '_') {
        if (last != '0') {
          return false;
        }
        last = '_';
      } else {
        if (last == '_') {
          return false;
        }
        last = '!';
      }
    }
    return last != '_';
  }

  private static boolean isBase(char letter) {
    return "bBoOxX".indexOf(letter) >= 0;
  }
}
