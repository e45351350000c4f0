package ai.kernelpanic09.operator.bench;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Measures the ledgers of one operator on a real API server and etcd. Not a test, because it
 * asserts nothing; {@code make bench-ledger} runs it.
 */
class LedgerBench {

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
  private static final Money PLENTY = Money.parse("1000000");
  private static final long RENEWAL_MILLIS = 5_000;

  private final Report report = new Report("ledger");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Test
  void figures() {
    try (var bench = new Bench()) {
      renewals(bench);
      writes(bench);
      exhaustion(bench);
    }
  }

  // --- as many renewals as possible

  private void renewals(Bench bench) {
    report.head(
        "endpoints × holders",
        "renewals per second",
        "p50, ms",
        "p99, ms",
        "writes per second",
        "CPU per renewal, µs");
    for (var each : new int[][] {{1, 1_000}, {10, 1_000}, {200, 50}}) {
      flood(bench, each[0], each[1]);
    }
  }

  private void flood(Bench bench, int endpoints, int holders) {
    bench.leadAnew();
    var names = bench.endpoints("flood" + endpoints + "-", endpoints, PLENTY);
    var going = new AtomicBoolean(true);
    var samples = new Samples();
    for (var i = 0; i < endpoints * holders; i++) {
      var renewer = new Renewer(names.get(i % endpoints), "pod-" + i, true);
      again(bench, renewer, samples, going);
    }
    var rates = new double[ROUNDS];
    var p50 = new double[ROUNDS];
    var p99 = new double[ROUNDS];
    var writes = new double[ROUNDS];
    var cpu = new double[ROUNDS];
    pause(2L * SECONDS);
    for (var round = 0; round < ROUNDS; round++) {
      samples.take();
      var before = bench.metrics.read();
      var cpuBefore = cpuNanos();
      pause(SECONDS);
      var taken = samples.take();
      var after = bench.metrics.read();
      rates[round] = taken.length / after.seconds(before);
      writes[round] = (after.patches() - before.patches()) / after.seconds(before);
      cpu[round] = (cpuNanos() - cpuBefore) / 1e3 / Math.max(1, taken.length);
      p50[round] = Spread.percentile(taken, 0.5) / 1e6;
      p99[round] = Spread.percentile(taken, 0.99) / 1e6;
    }
    going.set(false);
    report.line(
        endpoints + " × " + holders,
        Spread.of("%.0f", rates),
        Spread.of("%.0f", p50),
        Spread.of("%.0f", p99),
        Spread.of("%.1f", writes),
        Spread.of("%.0f", cpu));
  }

  private static void again(Bench bench, Renewer renewer, Samples samples, AtomicBoolean going) {
    ask(
        bench,
        renewer,
        samples,
        () -> {
          if (going.get()) {
            again(bench, renewer, samples, going);
          }
        });
  }

  /** Sends an ask, and notes how long its answer took. {@code then} runs after a failure too. */
  private static void ask(Bench bench, Renewer renewer, Samples samples, Runnable then) {
    var asked = System.nanoTime();
    var _ =
        bench
            .authority
            .submit(renewer.endpoint(), renewer.ask())
            .whenCompleteAsync(
                (settled, failure) -> {
                  if (failure == null) {
                    samples.add(System.nanoTime() - asked);
                    renewer.take(settled.answer());
                  }
                  then.run();
                });
  }

  // --- writes, bytes and waiting times at the usual pace of sidecars

  private void writes(Bench bench) {
    report.head(
        "at the usual pace: a renewal every 5 s",
        "writes per second",
        "KB per second to etcd's log",
        "grant p50, ms",
        "grant p99, ms",
        "cold call p50, ms",
        "cold call p99, ms");
    for (var each : new int[][] {{200, 5, 0}, {1, 10, 1}, {1, 900, 1}, {10, 100, 1}, {200, 5, 1}}) {
      pace(bench, each[0], each[1], each[2] == 1);
    }
  }

  private void pace(Bench bench, int endpoints, int holders, boolean busy) {
    bench.leadAnew();
    var prefix = (busy ? "busy" : "idle") + endpoints + "x" + holders + "-";
    var names = bench.endpoints(prefix, endpoints, PLENTY);
    var samples = new Samples();
    var cold = new Samples();
    try (var timer = Executors.newSingleThreadScheduledExecutor()) {
      for (var i = 0; i < endpoints * holders; i++) {
        var renewer = new Renewer(names.get(i % endpoints), "pod-" + i, busy);
        var first = ThreadLocalRandom.current().nextLong(RENEWAL_MILLIS);
        later(timer, first, () -> renew(bench, timer, renewer, samples));
      }
      // Waits until each holder has its first lease, at fifty writes a second over all endpoints.
      pause(RENEWAL_MILLIS / 1_000 + endpoints / 10 + SECONDS);
      var rounds = new double[6][ROUNDS];
      for (var round = 0; round < ROUNDS; round++) {
        samples.take();
        var before = bench.metrics.read();
        var calls = busy ? coldCalls(bench, names, cold, round) : 0;
        if (calls == 0) {
          pause(SECONDS);
        }
        var after = bench.metrics.read();
        var taken = samples.take();
        var waits = cold.take();
        var seconds = after.seconds(before);
        rounds[0][round] = (after.patches() - before.patches()) / seconds;
        rounds[1][round] = (after.walBytes() - before.walBytes()) / seconds / 1e3;
        rounds[2][round] = Spread.percentile(taken, 0.5) / 1e6;
        rounds[3][round] = Spread.percentile(taken, 0.99) / 1e6;
        rounds[4][round] = Spread.percentile(waits, 0.5) / 1e6;
        rounds[5][round] = Spread.percentile(waits, 0.99) / 1e6;
      }
      timer.shutdownNow();
      report.line(
          String.format(
              Locale.ROOT, "%d %s, %d holders each", endpoints, busy ? "busy" : "idle", holders),
          Spread.of("%.1f", rounds[0]),
          Spread.of("%.0f", rounds[1]),
          Spread.of("%.0f", rounds[2]),
          Spread.of("%.0f", rounds[3]),
          busy ? Spread.of("%.0f", rounds[4]) : "–",
          busy ? Spread.of("%.0f", rounds[5]) : "–");
    }
  }

  private static void renew(
      Bench bench, ScheduledExecutorService timer, Renewer renewer, Samples samples) {
    ask(
        bench,
        renewer,
        samples,
        () -> {
          var jittered = RENEWAL_MILLIS * ThreadLocalRandom.current().nextLong(900, 1_000) / 1_000;
          later(timer, jittered, () -> renew(bench, timer, renewer, samples));
        });
  }

  /** Measures first calls of new pods, one after the other, for one round; returns their number. */
  private static int coldCalls(Bench bench, List<EndpointName> names, Samples cold, int round) {
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    var count = 0;
    while (System.nanoTime() < end) {
      var name = names.get(ThreadLocalRandom.current().nextInt(names.size()));
      var pod = new Pod(name, "cold-" + round + "-" + count);
      pod.greet(bench.authority);
      var began = System.nanoTime();
      var _ = pod.firstCall(bench.authority);
      // A refused call counts too: it has waited as well.
      cold.add(System.nanoTime() - began);
      count++;
    }
    return count;
  }

  // --- a budget spent to its end

  private void exhaustion(Bench bench) {
    bench.leadAnew();
    report.head("holders", "used at the end of B, worst call B/5000");
    for (var holders : new int[] {1, 10, 100}) {
      // All rounds run at once, each on an endpoint of its own: they mostly wait, and disturb each
      // other little.
      var rounds =
          bench.endpoints("spend" + holders + "-", ROUNDS, Exhaustion.BUDGET).stream()
              .map(
                  name ->
                      CompletableFuture.supplyAsync(
                          () -> Exhaustion.usedShare(bench.authority, name, holders), threads))
              .toList();
      var shares = rounds.stream().mapToDouble(each -> 100 * each.join()).toArray();
      report.line(String.valueOf(holders), Spread.of("%.4f", shares) + " %");
    }
  }

  private static void later(ScheduledExecutorService timer, long millis, Runnable action) {
    if (!timer.isShutdown()) {
      try {
        var _ = timer.schedule(action, millis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The measurement has ended since the check.
      }
    }
  }

  private static void pause(long seconds) {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
