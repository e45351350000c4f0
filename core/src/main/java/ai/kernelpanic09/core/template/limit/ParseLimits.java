package ai.kernelpanic09.core.template.limit;

/**
 * What parsing one text may cost.
 *
 * @param maxTextBytes greatest size of the text
 * @param maxDepth greatest depth of blocks and parentheses within each other; each {@code else if}
 *     is one level
 */
public record ParseLimits(int maxTextBytes, int maxDepth) {

  /** 1 MiB of text, 300 levels. */
  public static final ParseLimits DEFAULT = new ParseLimits(1024 * 1024, 300);

  public ParseLimits {
    if (maxTextBytes < 0 || maxDepth < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }
}
