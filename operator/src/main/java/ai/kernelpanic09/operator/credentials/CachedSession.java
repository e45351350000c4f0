package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.operator.aws.AwsFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds one session and renews it before it expires. One caller at a time renews; after a failure
 * no renewal is tried for a while.
 */
final class CachedSession {

  private static final Duration REFRESH_EARLY = Duration.ofMinutes(5);
  private static final Duration REFUSAL_HOLDS = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final ReentrantLock single = new ReentrantLock();
  private volatile @Nullable Session current;
  private @Nullable AwsFailure failure;
  private Instant failedAt = Instant.MIN;

  CachedSession(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The session held, renewed if it expires within five minutes.
   *
   * @param assume starts a session
   * @throws AwsFailure when {@code assume} failed, unless AWS is unavailable and the session held
   *     is still valid
   */
  Session get(Supplier<Session> assume) {
    var held = current;
    if (held != null && isFresh(held)) {
      return held;
    }
    single.lock();
    try {
      held = current;
      if (held != null && isFresh(held)) {
        return held;
      }
      return renew(held, assume);
    } finally {
      single.unlock();
    }
  }

  private Session renew(@Nullable Session held, Supplier<Session> assume) {
    var now = clock.instant();
    var recent = failure;
    if (recent != null && now.isBefore(failedAt.plus(REFUSAL_HOLDS))) {
      return fallback(held, recent);
    }
    try {
      var renewed = assume.get();
      current = renewed;
      failure = null;
      return renewed;
    } catch (AwsFailure e) {
      failure = e;
      failedAt = now;
      return fallback(held, e);
    }
  }

  private Session fallback(@Nullable Session held, AwsFailure e) {
    if (held != null && e.isPassing() && clock.instant().isBefore(held.expires())) {
      return held;
    }
    throw e;
  }

  private boolean isFresh(Session session) {
    return clock.instant().isBefore(session.expires().minus(REFRESH_EARLY));
  }
}
