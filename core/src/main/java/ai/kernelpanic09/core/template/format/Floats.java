package ai.kernelpanic09.core.template.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Digits of floating-point numbers in the forms of Go's strconv.FormatFloat. */
final class Floats {

  /** No double has more significant digits, or more decimals; after them come only zeros. */
  private static final int MAX_DIGITS = 1_100;

  private static final int MANTISSA_BITS = 52;
  private static final int BIAS = 1_023;

  private Floats() {}

  /** Significant digits without zeros at the end, and the number of them before the point. */
  private record Digits(String text, int point) {

    static Digits of(BigDecimal number) {
      if (number.signum() == 0) {
        return new Digits("", 0);
      }
      var stripped = number.stripTrailingZeros();
      return new Digits(
          stripped.unscaledValue().toString(), stripped.precision() - stripped.scale());
    }

    int count() {
      return text.length();
    }
  }

  /**
   * Returns a number in one of Go's forms b, e, E, f, g, G, x, X.
   *
   * @param precision -1 for the fewest digits that stand for exactly this number
   */
  static String format(double number, int verb, int precision) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    var sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
    var magnitude = Math.abs(number);
    if (Double.isInfinite(magnitude)) {
      return sign + "Inf";
    }
    return sign
        + switch (verb) {
          case 'b' -> binary(magnitude);
          case 'x' -> hex(magnitude, precision);
          case 'X' -> hex(magnitude, precision).toUpperCase(Locale.ROOT);
          case 'f' -> fixed(magnitude, precision);
          case 'e', 'E' -> exponent(rounded(magnitude, precision + 1), precision, (char) verb);
          default -> general(magnitude, precision, verb == 'g' ? 'e' : 'E');
        };
  }

  private static String fixed(double magnitude, int precision) {
    var decimals = Math.min(precision, MAX_DIGITS);
    return new BigDecimal(magnitude).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString()
        + "0".repeat(precision - decimals);
  }

  private static Digits rounded(double magnitude, int digits) {
    return Digits.of(
        new BigDecimal(magnitude)
            .round(new MathContext(Math.min(digits, MAX_DIGITS), RoundingMode.HALF_EVEN)));
  }

  /** Returns the fewest digits that stand for the number; of equally few, the nearest to it. */
  private static Digits shortest(double magnitude) {
    var digits = Digits.of(new BigDecimal(Double.toString(magnitude)));
    if (digits.count() == 2) {
      // The JDK always writes two digits at least; one is enough for some of the smallest numbers.
      var single = rounded(magnitude, 1);
      if (Double.parseDouble("0." + single.text() + "e" + single.point()) == magnitude) {
        return single;
      }
    }
    return digits;
  }

  private static String general(double magnitude, int precision, char letter) {
    var digits = precision < 0 ? shortest(magnitude) : rounded(magnitude, Math.max(precision, 1));
    var wanted = precision < 0 ? digits.count() : Math.max(precision, 1);
    var limit = wanted;
    if (limit > digits.count() && digits.count() >= digits.point()) {
      limit = digits.count();
    }
    if (precision < 0) {
      limit = 6;
    }
    var exponent = digits.point() - 1;
    if (exponent < -4 || exponent >= limit) {
      return exponent(digits, Math.min(wanted, digits.count()) - 1, letter);
    }
    return plain(
        digits, Math.max((wanted > digits.point() ? digits.count() : wanted) - digits.point(), 0));
  }

  private static String plain(Digits digits, int decimals) {
    var text = new StringBuilder();
    for (var i = 0; i < digits.point(); i++) {
      text.append(at(digits, i));
    }
    if (digits.point() <= 0) {
      text.append('0');
    }
    if (decimals > 0) {
      text.append('.');
      for (var i = 0; i < decimals; i++) {
        text.append(at(digits, digits.point() + i));
      }
    }
    return text.toString();
  }

  private static char at(Digits digits, int index) {
    return index >= 0 && index < digits.count() ? digits.text().charAt(index) : '0';
  }

  private static String exponent(Digits digits, int decimals, char letter) {
    var text = new StringBuilder().append(at(digits, 0));
    if (decimals > 0) {
      var known = Math.clamp(digits.count() - 1L, 0, decimals);
      text.append('.');
      if (known > 0) {
        text.append(digits.text(), 1, known + 1);
      }
      text.repeat('0', decimals - known);
    }
    return power(text.append(letter), digits.count() == 0 ? 0 : digits.point() - 1);
  }

  /** Returns a text with an exponent of at least two digits. */
  private static String power(StringBuilder text, int exponent) {
    text.append(exponent < 0 ? '-' : '+');
    if (Math.abs(exponent) < 10) {
      text.append('0');
    }
    return text.append(Math.abs(exponent)).toString();
  }

  private static long mantissa(double magnitude) {
    var bits = Double.doubleToRawLongBits(magnitude);
    var fraction = bits & ((1L << MANTISSA_BITS) - 1);
    return bits >>> MANTISSA_BITS == 0 ? fraction : fraction | (1L << MANTISSA_BITS);
  }

  private static int scale(double magnitude) {
    var exponent = (int) (Double.doubleToRawLongBits(magnitude) >>> MANTISSA_BITS);
    return Math.max(exponent, 1) - BIAS;
  }

  private static String binary(double magnitude) {
    var exponent = scale(magnitude) - MANTISSA_BITS;
    return mantissa(magnitude) + "p" + (exponent < 0 ? "" : "+") + exponent;
  }

  private static String hex(double magnitude, int precision) {
    var mantissa = mantissa(magnitude) << (60 - MANTISSA_BITS);
    var exponent = mantissa == 0 ? 0 : scale(magnitude);
    while (mantissa != 0 && (mantissa & (1L << 60)) == 0) {
      mantissa <<= 1;
      exponent--;
    }
    if (precision >= 0 && precision < 15) {
      var shift = precision * 4;
      var extra = (mantissa << shift) & ((1L << 60) - 1);
      mantissa >>>= 60 - shift;
      if ((extra | (mantissa & 1)) > 1L << 59) {
        mantissa++;
      }
      mantissa <<= 60 - shift;
      if ((mantissa & (1L << 61)) != 0) {
        mantissa >>>= 1;
        exponent++;
      }
    }
    var text = new StringBuilder("0x").append((mantissa >>> 60) & 1);
    mantissa <<= 4;
    if (precision > 0 || (precision < 0 && mantissa != 0)) {
      text.append('.');
    }
    for (var i = 0; precision < 0 ? mantissa != 0 : i < Math.min(precision, 16); i++) {
      text.append(Character.forDigit((int) (mantissa >>> 60), 16));
      mantissa <<= 4;
    }
    text.repeat('0', Math.max(0, precision - 16));
    return power(text.append('p'), exponent);
  }
}
