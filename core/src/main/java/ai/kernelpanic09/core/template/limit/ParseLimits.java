package ai.kernelpanic09.core.template.limit;

/**
 * Limits of parsing one text.
 *
 * @param maxTextBytes greatest size of the text
 * @param maxDepth greatest nesting of blocks and parentheses
 */
public record ParseLimits(int maxTextBytes, int maxDepth) {

  /** 1 MiB of text, 100 levels, which fit a stack of 256 KiB. */
  public static final ParseLimits DEFAULT = new ParseLimits(1024 * 1024, 100);

  public ParseLimits {
    if (maxTextBytes < 0 || maxDepth < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }
}
