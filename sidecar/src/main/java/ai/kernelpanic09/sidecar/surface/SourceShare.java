package ai.kernelpanic09.sidecar.surface;

/**
 * The places and bytes of the requests from one source. Where sources share a process, each may
 * have as much as it leaves free: one alone half of all, two a third each.
 *
 * @see <a href="https://doi.org/10.1109/90.664262">Choudhury, Hahne: Dynamic queue length
 *     thresholds for shared-memory packet switches</a>
 */
final class SourceShare {

  private final boolean bounded;
  private final long maxBodyBytes;
  private long held;
  private int calls;
  private long claimed;

  private SourceShare(boolean bounded, long maxBodyBytes) {
    this.bounded = bounded;
    this.maxBodyBytes = maxBodyBytes;
  }

  /**
   * The share of a source beside which there are others.
   *
   * @param maxBodyBytes of the largest body, which finds room whatever is left free
   */
  static SourceShare bounded(long maxBodyBytes) {
    return new SourceShare(true, maxBodyBytes);
  }

  /** The share of the only source there is. */
  static SourceShare unbounded() {
    return new SourceShare(false, 0);
  }

  boolean isBounded() {
    return bounded;
  }

  /**
   * Whether one more request may begin.
   *
   * @param free places that nobody has
   */
  boolean mayBegin(int free) {
    return !bounded || calls < Math.max(1, free);
  }

  void begins() {
    calls++;
  }

  void ends() {
    calls--;
  }

  boolean isIdle() {
    return calls == 0;
  }

  /**
   * Whether it may take so many bytes.
   *
   * @param free bytes that nobody has
   */
  boolean mayTake(long bytes, long free) {
    return !bounded || held + bytes <= Math.max(free, maxBodyBytes);
  }

  void takes(long bytes) {
    held += bytes;
  }

  void givesBack(long bytes) {
    held -= bytes;
  }

  /** Forgets what has been claimed. */
  void resetClaims() {
    claimed = 0;
  }

  /**
   * Claims bytes that a body still needs.
   *
   * @param free bytes that nobody has
   * @return how many of them it may claim, beside those claimed already
   */
  long claim(long missing, long free) {
    if (!bounded) {
      return missing;
    }
    var room = Math.max(free, maxBodyBytes) - held - claimed;
    var granted = Math.clamp(room, 0, missing);
    claimed += granted;
    return granted;
  }
}
