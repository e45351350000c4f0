package ai.kernelpanic09.sidecar.json;

/**
 * What counts as white space where a text must hold more than that: all that Unicode calls so, and
 * the separators of ASCII. Java's own notions leave out the spaces that do not break lines.
 */
public final class Blank {

  private Blank() {}

  /** Whether a text holds nothing else. */
  public static boolean is(String text) {
    return text.codePoints().allMatch(Blank::is);
  }

  public static boolean is(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == 0x85;
  }
}
