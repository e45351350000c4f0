package ai.kernelpanic09.sidecar.json;

/**
 * Tells white space from content, for texts that must not be blank. It counts all white space of
 * Unicode, and the separators of ASCII; Java's own methods leave out no-break spaces.
 */
public final class Blank {

  private Blank() {}

  /** Whether a text holds nothing but white space. */
  public static boolean is(String text) {
    return text.codePoints().allMatch(Blank::is);
  }

  public static boolean is(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == 0x85;
  }
}
