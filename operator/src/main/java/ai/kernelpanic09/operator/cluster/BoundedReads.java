package ai.kernelpanic09.operator.cluster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of the API server on behalf of a pod whose admission waits: cached, a few at once, and each
 * awaited for little more than a second. An admission does up to three of them in a row, and the
 * API server gives up on it after five seconds. A tenant can create many pods, each with another
 * owner or account, so everything here is bounded.
 */
final class BoundedReads<K, V> {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedReads.class);

  private static final int MAX_ENTRIES = 10_000;
  private static final int MAX_AT_ONCE = 8;

  /**
   * How long an admission waits.
   *
   * @param turn for one of the permits
   * @param answer for the answer to its read
   */
  record MaxWait(Duration turn, Duration answer) {}

  static final MaxWait MAX_WAIT = new MaxWait(Duration.ofMillis(200), Duration.ofSeconds(1));

  /**
   * How long a missing answer is cached, so that not every pod waits for an API server that is
   * down.
   */
  private static final Duration UNKNOWN_HOLDS = Duration.ofSeconds(10);

  private final String what;
  private final Function<K, V> read;
  private final MaxWait maxWait;
  private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
  private final Cache<K, Optional<V>> known;

  /**
   * @param what name of the read, for the log
   * @param holds how long an answer is cached
   * @param read asks the API server; throws if it does not answer
   */
  BoundedReads(String what, Duration holds, Function<K, V> read) {
    this(what, holds, MAX_WAIT, read);
  }

  BoundedReads(String what, Duration holds, MaxWait maxWait, Function<K, V> read) {
    this.what = what;
    this.maxWait = maxWait;
    this.read = read;
    known =
        Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfter(
                Expiry.writing(
                    (K key, Optional<V> value) -> value.isEmpty() ? UNKNOWN_HOLDS : holds))
            .build();
  }

  /** The answer; empty if the API server did not give one in time. */
  Optional<V> get(K key) {
    var cached = known.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    if (!isOurTurn()) {
      return Optional.empty();
    }
    var answer = new CompletableFuture<V>();
    Thread.startVirtualThread(
        () -> {
          try {
            var value = read.apply(key);
            // Cached even if the admission has given up: the next one with this key finds it.
            known.put(key, Optional.of(value));
            answer.complete(value);
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          } finally {
            permits.release();
          }
        });
    var value = await(answer);
    if (value.isEmpty()) {
      known.asMap().putIfAbsent(key, value);
    }
    return value;
  }

  private boolean isOurTurn() {
    try {
      return permits.tryAcquire(maxWait.turn().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Optional<V> await(CompletableFuture<V> answer) {
    try {
      return Optional.of(answer.get(maxWait.answer().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (TimeoutException e) {
      LOG.warn("event=read_timed_out what={}", what);
      return Optional.empty();
    } catch (ExecutionException e) {
      var code = e.getCause() instanceof KubernetesClientException refused ? refused.getCode() : 0;
      LOG.warn("event=read_failed what={} code={} error=\"{}\"", what, code, e.toString());
      return Optional.empty();
    }
  }
}
