package ai.kernelpanic09.operator.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Remembers for a few seconds what was refused, so that asking again costs nothing. What can't be
 * told at the moment is asked again.
 */
final class Refusals {

  private static final Duration HOLDS = Duration.ofSeconds(5);

  private final Cache<String, ControlFailure> refused;

  Refusals(LongSupplier nanoTime) {
    Ticker ticker = nanoTime::getAsLong;
    refused =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(HOLDS)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * The answer to {@code key}.
   *
   * @throws ControlFailure that of {@code ask}, now or a few seconds ago
   */
  <T> T unlessRefused(String key, Supplier<T> ask) {
    var before = refused.getIfPresent(key);
    if (before != null) {
      throw before;
    }
    try {
      return ask.get();
    } catch (ControlFailure e) {
      if (e.status() == ControlError.UNAUTHORIZED.status()
          || e.status() == ControlError.POD_UNKNOWN.status()) {
        refused.put(key, e);
      }
      throw e;
    }
  }
}
