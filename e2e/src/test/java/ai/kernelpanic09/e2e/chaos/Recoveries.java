package ai.kernelpanic09.e2e.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/** How long it took after each fault until what it hit worked again. */
final class Recoveries implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Map<FaultKind, List<Duration>> times = new EnumMap<>(FaultKind.class);
  private final BlockingQueue<CompletableFuture<Void>> watches = new LinkedBlockingQueue<>();
  private final List<String> failures = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Waits in the background until {@code recovered}, which may fail until then. */
  void watch(Fault fault, String target, BooleanSupplier recovered) {
    watch(fault, target, System.nanoTime(), recovered);
  }

  /** The same, counted from a moment of {@link System#nanoTime}. */
  void watch(Fault fault, String target, long from, BooleanSupplier recovered) {
    watches.add(
        CompletableFuture.runAsync(
            () -> {
              try {
                await()
                    .atMost(LIMIT)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> holds(recovered));
                recovered(fault.kind(), Duration.ofNanos(System.nanoTime() - from));
              } catch (ConditionTimeoutException e) {
                failed(fault, target);
              }
            },
            threads));
  }

  /** Runs what ends a fault, later; only then does recovery begin. */
  void later(Fault fault, Runnable heal) {
    watches.add(
        CompletableFuture.runAsync(
            heal,
            CompletableFuture.delayedExecutor(
                fault.lasts().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS, threads)));
  }

  /** Whether it holds; what cannot be asked at the moment does not. */
  static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (RuntimeException | AssertionError notNow) {
      return false;
    }
  }

  /** Returns when every fault is healed and recovered from, or has taken too long. */
  void settle() {
    for (var next = watches.poll(); next != null; next = watches.poll()) {
      next.join();
    }
  }

  synchronized Map<FaultKind, List<Duration>> times() {
    var copy = new EnumMap<FaultKind, List<Duration>>(FaultKind.class);
    times.forEach((kind, list) -> copy.put(kind, list.stream().sorted().toList()));
    return copy;
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  private synchronized void recovered(FaultKind kind, Duration time) {
    times.computeIfAbsent(kind, each -> new ArrayList<>()).add(time);
  }

  private synchronized void failed(Fault fault, String target) {
    failures.add(
        "fault %d, %s, %s: not recovered from in %d s"
            .formatted(fault.number(), fault.kind().title(), target, LIMIT.toSeconds()));
  }

  @Override
  public void close() {
    threads.close();
  }
}
