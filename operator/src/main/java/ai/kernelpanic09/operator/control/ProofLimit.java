package ai.kernelpanic09.operator.control;

import ai.kernelpanic09.core.pace.TokenBucket;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bounds what tokens cost that nobody has proven yet: a few are looked at at a time, each for a
 * bounded time, and an address that sends many that prove nothing has to wait. A proof that holds
 * costs its address nothing, because many pods may come from one.
 */
final class ProofLimit {

  private static final double BURST = 50;
  private static final double PER_SECOND = 5;

  /**
   * How long a request waits.
   *
   * @param turn for its turn
   * @param answer for the answer to its proof
   */
  record MaxWait(Duration turn, Duration answer) {}

  /** Together below the time that a sidecar gives its request. */
  static final MaxWait MAX_WAIT = new MaxWait(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final Semaphore turns;
  private final MaxWait maxWait;
  private final LongSupplier nanoTime;

  /** What an address may still send that proves nothing. */
  private final Cache<String, TokenBucket> buckets =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofMinutes(5)).build();

  /**
   * @param atOnce proofs that are under way at a time
   */
  ProofLimit(int atOnce, MaxWait maxWait, LongSupplier nanoTime) {
    turns = new Semaphore(atOnce, true);
    this.maxWait = maxWait;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs a proof.
   *
   * @param source address that the token comes from
   * @throws ControlFailure the proof's own, 429 when the address has sent too many that prove
   *     nothing, 503 when the proof does not come in time
   */
  <T> T within(String source, Supplier<T> proof) {
    var now = nanoTime.getAsLong();
    var bucket = buckets.get(source, key -> new TokenBucket(BURST, PER_SECOND, now));
    if (!bucket.take(now)) {
      throw new ControlFailure(
          ControlError.TOO_MANY_REQUESTS, "too many tokens from this address prove nothing");
    }
    try {
      var proven = within(proof);
      bucket.giveBack();
      return proven;
    } catch (ControlFailure e) {
      if (e.status() == ControlError.UNAVAILABLE.status()) {
        // Nobody has found the token to prove nothing.
        bucket.giveBack();
      }
      throw e;
    }
  }

  /** Runs a proof of a token that one of our own passes on. */
  <T> T within(Supplier<T> proof) {
    if (!isOurTurn()) {
      throw ControlFailure.unavailable("too many tokens are being reviewed at the moment");
    }
    var answer = new CompletableFuture<T>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(proof.get());
          } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
          } finally {
            turns.release();
          }
        });
    return await(answer);
  }

  private boolean isOurTurn() {
    try {
      return turns.tryAcquire(maxWait.turn().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(maxWait.answer().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw ControlFailure.unavailable("the API server has not reviewed the token in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlFailure.unavailable("the operator ends");
    }
  }
}
