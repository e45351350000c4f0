package ai.kernelpanic09.e2e.chaos;

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
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Measures the time from each fault until its target works again. */
final class Recoveries implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Map<FaultKind, List<Duration>> times = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, Integer> overtaken = new EnumMap<>(FaultKind.class);
  private final BlockingQueue<CompletableFuture<Void>> watches = new LinkedBlockingQueue<>();
  private final List<String> failures = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Waits in the background until the target works again; {@code look} may fail until then. */
  void watch(Fault fault, String target, Supplier<Look> look) {
    watch(fault, target, System.nanoTime(), look);
  }

  /** The same, counted from a moment of {@link System#nanoTime}. */
  void watch(Fault fault, String target, long from, Supplier<Look> look) {
    watches.add(CompletableFuture.runAsync(() -> await(fault, target, from, look), threads));
  }

  private void await(Fault fault, String target, long from, Supplier<Look> look) {
    var last = new Look[] {new Look.Lacks("it was not looked at")};
    try {
      Awaitility.await()
          .atMost(LIMIT)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () -> {
                last[0] = look(look);
                return !(last[0] instanceof Look.Lacks);
              });
    } catch (ConditionTimeoutException e) {
      // The result of the last look decides.
    }
    switch (last[0]) {
      case Look.Works() -> recovered(fault.kind(), Duration.ofNanos(System.nanoTime() - from));
      case Look.Overtaken() -> overtaken(fault.kind());
      case Look.Lacks(var what) -> failed(fault, target, what);
    }
  }

  private static Look look(Supplier<Look> look) {
    try {
      return look.get();
    } catch (RuntimeException | AssertionError notNow) {
      return new Look.Lacks(String.valueOf(notNow.getMessage()));
    }
  }

  /** Runs {@code heal} later, which ends a fault; its recovery is counted from then. */
  void later(Fault fault, Runnable heal) {
    watches.add(
        CompletableFuture.runAsync(
            heal,
            CompletableFuture.delayedExecutor(
                fault.lasts().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS, threads)));
  }

  /** Whether {@code condition} holds; false if it can't be asked at the moment. */
  static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (RuntimeException | AssertionError notNow) {
      return false;
    }
  }

  /** Waits until every fault has ended and has been recovered from, or has taken too long. */
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

  /** Number of faults by kind whose targets later faults took away before they worked again. */
  synchronized Map<FaultKind, Integer> overtaken() {
    return Map.copyOf(overtaken);
  }

  private synchronized void overtaken(FaultKind kind) {
    overtaken.merge(kind, 1, Integer::sum);
  }

  private synchronized void failed(Fault fault, String target, String lacking) {
    failures.add(
        "fault %d, %s, %s: not recovered from in %d s: %s"
            .formatted(fault.number(), fault.kind().title(), target, LIMIT.toSeconds(), lacking));
  }

  @Override
  public void close() {
    threads.close();
  }
}
