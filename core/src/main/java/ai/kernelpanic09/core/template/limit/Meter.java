package ai.kernelpanic09.core.template.limit;

/** Counts the cost of one rendering, and ends it when it exceeds its limits. */
public final class Meter {

  /** Bytes that cost as much as one step. */
  public static final int BYTES_PER_STEP = 16;

  private final RenderLimits limits;
  private long stepsLeft;
  private int depth;

  /** Creates a meter at zero. */
  public Meter(RenderLimits limits) {
    this.limits = limits;
    this.stepsLeft = limits.maxSteps();
  }

  /** Counts one step. */
  public void step() {
    spend(1);
  }

  /** Counts the steps of handling {@code count} bytes, or as many small things. */
  public void bytes(long count) {
    spend(count / BYTES_PER_STEP);
  }

  private void spend(long steps) {
    stepsLeft -= steps;
    if (stepsLeft < 0) {
      throw new LimitExceeded("exceeded maximum of " + limits.maxSteps() + " steps");
    }
  }

  /** Goes one level deeper. */
  public void enter() {
    if (++depth > limits.maxDepth()) {
      throw new LimitExceeded("exceeded maximum depth of " + limits.maxDepth());
    }
  }

  /** Comes back from one level. */
  public void leave() {
    depth--;
  }

  /** Refuses a text of {@code bytes} bytes if that is more than the output may have. */
  public void size(long bytes) {
    if (bytes > limits.maxOutputBytes()) {
      throw new LimitExceeded("exceeded maximum output of " + limits.maxOutputBytes() + " bytes");
    }
  }
}
