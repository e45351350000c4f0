package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks quantities of messages against bounds that no honest holder exceeds. */
final class Quantities {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  static void require(String name, Money value, Money max) {
    if (value.isNegative() || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(name + ": " + value + " is not between 0 and " + max);
    }
  }

  static void require(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " is not between 0 and " + max);
    }
  }

  /** Like {@code require}, but from {@code -max} on: differences of totals may be negative. */
  static void requireWithin(String name, long value, long max) {
    if (value < -max || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " is beyond " + max);
    }
  }

  /** A name that stands as one word in a line of the ledger. */
  static void requireWord(String name, @Nullable String value) {
    if (value == null || !WORD.matcher(value).matches()) {
      throw new IllegalArgumentException(name + " is not a word of at most 64 letters and digits");
    }
  }

  private Quantities() {}
}
