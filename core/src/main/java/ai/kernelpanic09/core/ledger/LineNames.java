package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.digest.Sha256;
import java.util.regex.Pattern;

/** Names that can stand in a line of a ledger, whose parts are separated by blanks. */
final class LineNames {

  /** Longest name: a namespace, a slash and a name. */
  static final int MAX_LENGTH = 253 + 1 + 63;

  private static final Pattern WORD = Pattern.compile("[!-~]{1," + MAX_LENGTH + "}");
  private static final Pattern FOREIGN = Pattern.compile("[^!-~]");
  private static final int HASH_LENGTH = 8;

  static boolean isValid(String text) {
    return WORD.matcher(text).matches();
  }

  /**
   * Makes a name that people read fit into a line: characters that a line can't hold become
   * underscores. A changed name ends with a hash of the original, so that two names stay two.
   */
  static String sanitize(String name) {
    if (isValid(name)) {
      return name;
    }
    var kept = FOREIGN.matcher(name).replaceAll("_");
    var length = Math.min(kept.length(), MAX_LENGTH - HASH_LENGTH - 1);
    return kept.substring(0, length) + "-" + Sha256.hex(name).substring(0, HASH_LENGTH);
  }

  /**
   * Checks a name that money is booked under, which must not be changed.
   *
   * @throws IllegalArgumentException when a line can't hold it
   */
  static void require(String field, String name) {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          field + " is not a word of 1 to " + MAX_LENGTH + " printable characters without blanks");
    }
  }

  private LineNames() {}
}
