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
 * Reads of the API server that pods cause by what they say, while their admission waits: cached, a
 * few at once, and none is waited for longer than two seconds. A tenant can make many pods, each
 * with another owner or account.
 */
final class BoundedReads<K, V> {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedReads.class);

  private static final int MAX_ENTRIES = 10_000;
  private static final int MAX_AT_ONCE = 8;
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  /** While the API server does not answer, not every pod waits for it. */
  private static final Duration UNKNOWN_HOLDS = Duration.ofSeconds(10);

  private final String what;
  private final Function<K, V> read;
  private final Semaphore permits = new Semaphore(MAX_AT_ONCE);
  private final Cache<K, Optional<V>> known;

  /**
   * @param what for the log
   * @param holds how long an answer is believed
   * @param read asks the API server; throws if it does not answer
   */
  BoundedReads(String what, Duration holds, Function<K, V> read) {
    this.what = what;
    this.read = read;
    known =
        Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfter(
                Expiry.creating(
                    (K key, Optional<V> value) -> value.isEmpty() ? UNKNOWN_HOLDS : holds))
            .build();
  }

  /** The answer; empty if the API server did not give one in time. */
  Optional<V> get(K key) {
    var cached = known.getIfPresent(key);
    if (cached != null) {
      return cached;
    }
    if (!permits.tryAcquire()) {
      return Optional.empty();
    }
    var answer = new CompletableFuture<V>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(read.apply(key));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          } finally {
            permits.release();
          }
        });
    var value = await(answer);
    known.put(key, value);
    return value;
  }

  private Optional<V> await(CompletableFuture<V> answer) {
    try {
      return Optional.of(answer.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS));
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
