package ai.kernelpanic09.core.template.text;

import java.util.BitSet;

/** Classes of characters as Go has them (package unicode). */
public final class Runes {

  private static final BitSet LETTERS = of(RuneRanges.LETTERS);
  private static final BitSet DIGITS = of(RuneRanges.DIGITS);
  private static final BitSet PRINTABLE = of(RuneRanges.PRINTABLE);

  private Runes() {}

  private static BitSet of(String distances) {
    var runes = new BitSet();
    var inside = false;
    var last = 0;
    for (var distance : distances.trim().split("\\s+", -1)) {
      var next = last + Integer.parseInt(distance, 36);
      if (inside) {
        runes.set(last, next);
      }
      inside = !inside;
      last = next;
    }
    return runes;
  }

  /** Returns whether Go prints a rune as it is, and does not escape it. */
  public static boolean isPrint(int rune) {
    return rune >= 0 && PRINTABLE.get(rune);
  }

  /** Returns whether a rune may be part of an identifier. */
  public static boolean isAlphanumeric(int rune) {
    return rune == '_' || (rune >= 0 && (LETTERS.get(rune) || DIGITS.get(rune)));
  }
}
