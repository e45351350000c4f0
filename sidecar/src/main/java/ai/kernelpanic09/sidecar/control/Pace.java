package ai.kernelpanic09.sidecar.control;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Decides how often the operator may be asked: at once for the first need, with pauses while the
 * need lasts, and ever less often while the operator can't be reached, but every half second while
 * calls wait for it.
 */
final class Pace {

  private static final long WAITING_PAUSE_MILLIS = 50;
  private static final long WANTED_PAUSE_MILLIS = 250;
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long MAX_BACKOFF_MILLIS = 5_000;

  /** Calls that wait are to notice soon that another operator leads. */
  private static final long MAX_WAITING_BACKOFF_MILLIS = 500;

  private final RandomGenerator random;
  private long urgentNanos;
  private long wantedNanos;
  private long anyNanos;
  private int failures;
  private boolean started;

  /** On what calls still wait after an answer. */
  enum Waiting {
    NOTHING,
    /** Endpoints that were asked about: asking again at once would hardly bring more. */
    ASKED,
    /** Other endpoints alone. */
    OTHERS
  }

  Pace(RandomGenerator random) {
    this.random = random;
  }

  /** When to ask for calls that wait. */
  long urgentNanos(long now) {
    return later(urgentNanos, now);
  }

  /** When to ask for dollars that will soon be short. */
  long wantedNanos(long now) {
    return later(wantedNanos, now);
  }

  /** When to ask for something that is due at {@code dueNanos}. */
  long any(long dueNanos, long now) {
    return failures > 0 ? Math.max(dueNanos - now, anyNanos - now) + now : dueNanos;
  }

  private long later(long allowedNanos, long now) {
    return started ? now + Math.max(0, allowedNanos - now) : now;
  }

  /**
   * Notes an answer.
   *
   * @return whether it is the first one, or the first after a failure
   */
  boolean answered(long now, Waiting waiting) {
    var first = !started || failures > 0;
    started = true;
    failures = 0;
    urgentNanos =
        switch (waiting) {
          case NOTHING -> now;
          case ASKED -> now + jittered(2 * WAITING_PAUSE_MILLIS);
          // No pause begins anew, or the renewals of many endpoints would put these off for long.
          case OTHERS -> now + Math.clamp(urgentNanos - now, 0, jittered(2 * WAITING_PAUSE_MILLIS));
        };
    wantedNanos = now + jittered(2 * WANTED_PAUSE_MILLIS);
    return first;
  }

  /**
   * Notes that no answer came.
   *
   * @return whether it is the first failure in a row
   */
  boolean failed(long now) {
    started = true;
    var backoff = FIRST_BACKOFF_MILLIS << Math.min(failures, 10);
    failures++;
    urgentNanos = now + jittered(Math.min(MAX_WAITING_BACKOFF_MILLIS, backoff));
    wantedNanos = now + jittered(Math.min(MAX_BACKOFF_MILLIS, backoff));
    anyNanos = wantedNanos;
    return failures == 1;
  }

  /** Lets the next urgent request go at once. */
  void hurry(long now) {
    urgentNanos = now;
  }

  private long jittered(long millis) {
    return TimeUnit.MICROSECONDS.toNanos((long) (millis * 1_000 * (0.5 + random.nextDouble() / 2)));
  }
}
