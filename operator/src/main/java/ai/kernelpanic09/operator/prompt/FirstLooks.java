package ai.kernelpanic09.operator.prompt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the first look at what has not changed while nobody led. A new leader is asked about
 * every object at once, when all callers wait for it.
 */
final class FirstLooks {

  /** How long a start lasts, and how long what can wait is left alone at least. */
  static final Duration START = Duration.ofSeconds(30);

  private static final Duration BETWEEN_TWO = Duration.ofMillis(20);

  private final InstantSource clock;
  private final AtomicLong left = new AtomicLong();
  private @Nullable Instant began;

  FirstLooks(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * When to look at an object that can wait; empty once the start is over, which begins with the
   * first call.
   */
  Optional<Duration> later() {
    return clock.instant().isBefore(began().plus(START))
        ? Optional.of(START.plus(BETWEEN_TWO.multipliedBy(left.getAndIncrement())))
        : Optional.empty();
  }

  private synchronized Instant began() {
    var known = began;
    if (known == null) {
      known = clock.instant();
      began = known;
    }
    return known;
  }
}
