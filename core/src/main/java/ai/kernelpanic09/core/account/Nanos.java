package ai.kernelpanic09.core.account;

/** Compares times of a monotonic clock, which may overflow. */
final class Nanos {

  static long earlier(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos < 0 ? oneNanos : otherNanos;
  }

  static long later(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
  }

  private Nanos() {}
}
