package ai.kernelpanic09.core.template.limit;

/**
 * Limits of one rendering.
 *
 * @param maxOutputBytes greatest size of the output, and of any text that a function makes
 * @param maxSteps greatest number of steps: each action, argument and iteration of a loop is one,
 *     and so are each {@value Meter#BYTES_PER_STEP} bytes that are written, copied or compared;
 *     this bounds the time
 * @param maxDepth greatest nesting of actions, parentheses and templates
 */
public record RenderLimits(int maxOutputBytes, long maxSteps, int maxDepth) {

  /**
   * 4 MiB of output, 2 million steps (below a second), 200 levels, which fit a stack of 256 KiB.
   */
  public static final RenderLimits DEFAULT = new RenderLimits(4 * 1024 * 1024, 2_000_000, 200);

  public RenderLimits {
    if (maxOutputBytes < 0 || maxSteps < 0 || maxDepth < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }

  /** Returns these limits with another one for the output. */
  public RenderLimits withMaxOutputBytes(int bytes) {
    return new RenderLimits(bytes, maxSteps, maxDepth);
  }

  /** Returns these limits with another one for the steps. */
  public RenderLimits withMaxSteps(long steps) {
    return new RenderLimits(maxOutputBytes, steps, maxDepth);
  }

  /** Returns these limits with another one for the depth. */
  public RenderLimits withMaxDepth(int depth) {
    return new RenderLimits(maxOutputBytes, maxSteps, depth);
  }
}
