package ai.kernelpanic09.operator;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.operator.bench.Renewer;
import ai.kernelpanic09.operator.bench.Report;
import ai.kernelpanic09.operator.bench.Samples;
import ai.kernelpanic09.operator.bench.ServerMetrics;
import ai.kernelpanic09.operator.bench.Spread;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Lease renewals through the whole operator: TLS, HTTP, the proof of the caller, the ledger, a real
 * API server and etcd. Not a test, because it asserts nothing; {@code make bench-ledger} runs it.
 */
class ControlBench {

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
  private static final int ENDPOINTS = 5;
  private static final int HOLDERS = 300;

  private final Report report = new Report("control");

  private record Caller(String token, Renewer renewer) {}

  @Test
  void figures() {
    try (var world = new World()) {
      var operator = world.operator();
      try (var control = HolderClient.of(operator)) {
        for (var i = 0; i < ENDPOINTS; i++) {
          world.applyEndpoint("b" + i, "costBudget: {daily: \"1000000.00\"}");
        }
        for (var i = 0; i < ENDPOINTS; i++) {
          var name = "b" + i;
          await()
              .atMost(Duration.ofMinutes(2))
              .until(() -> world.state(name, "BudgetAvailable").equals("True/Available"));
        }
        measure(world, control, callers(world));
      } finally {
        operator.close();
      }
    }
  }

  private static List<Caller> callers(World world) {
    var callers = new ArrayList<Caller>();
    callers.add(new Caller(world.gatewayToken(), renewer(0)));
    for (var i = 1; i < HOLDERS; i++) {
      var pod =
          world.plainPod(
              World.NAMESPACE,
              "gateway-" + i,
              Names.GATEWAY,
              "10.2." + i / 250 + "." + (1 + i % 250));
      callers.add(
          new Caller(
              world.token(World.NAMESPACE, Names.GATEWAY, pod, Names.CONTROL_AUDIENCE),
              renewer(i)));
    }
    return callers;
  }

  private static Renewer renewer(int i) {
    return new Renewer(new EndpointName("ai-workloads", "b" + i % ENDPOINTS), "pod-" + i, true);
  }

  private void measure(World world, HolderClient control, List<Caller> callers) {
    var metrics = new ServerMetrics(world.server);
    var going = new AtomicBoolean(true);
    var samples = new Samples();
    callers.forEach(caller -> again(control, caller, samples, going));
    pause(3L * SECONDS);
    var rates = new double[ROUNDS];
    var p50 = new double[ROUNDS];
    var p99 = new double[ROUNDS];
    var writes = new double[ROUNDS];
    for (var round = 0; round < ROUNDS; round++) {
      samples.take();
      var before = metrics.read();
      pause(SECONDS);
      var taken = samples.take();
      var after = metrics.read();
      rates[round] = taken.length / after.seconds(before);
      p50[round] = Spread.percentile(taken, 0.5) / 1e6;
      p99[round] = Spread.percentile(taken, 0.99) / 1e6;
      writes[round] = (after.writes() - before.writes()) / after.seconds(before);
    }
    going.set(false);
    report.head(
        "through the control API",
        "renewals per second",
        "p50, ms",
        "p99, ms",
        "writes per second");
    report.line(
        ENDPOINTS + " endpoints, " + HOLDERS + " holders in all",
        Spread.of("%.0f", rates),
        Spread.of("%.0f", p50),
        Spread.of("%.0f", p99),
        Spread.of("%.1f", writes));
    idle(metrics);
  }

  /**
   * Measures the whole operator at rest, once it has written down what the load before has left.
   */
  private void idle(ServerMetrics metrics) {
    pause(15);
    var before = metrics.read();
    pause(2L * SECONDS);
    var after = metrics.read();
    report.head("the whole operator at rest", "writes of ModelEndpoints", "writes of everything");
    report.line(
        ENDPOINTS + " endpoints, for " + 2 * SECONDS + " s",
        String.valueOf(Math.round(after.writes() - before.writes())),
        String.valueOf(Math.round(after.puts() - before.puts())));
  }

  private static void again(
      HolderClient control, Caller caller, Samples samples, AtomicBoolean going) {
    var asked = System.nanoTime();
    var _ =
        send(control, caller)
            .whenComplete(
                (response, failure) -> {
                  if (failure == null && response.statusCode() == 200) {
                    samples.add(System.nanoTime() - asked);
                    caller.renewer.take(
                        HolderClient.answer(response).endpoints().getFirst().windows());
                  }
                  if (going.get()) {
                    again(control, caller, samples, going);
                  }
                });
  }

  private static CompletableFuture<HttpResponse<String>> send(HolderClient control, Caller caller) {
    var report = caller.renewer.report();
    var body =
        HolderClient.write(
            new SyncRequest(
                SyncRequest.PROTOCOL, "bench", "i", caller.renewer.seq(), List.of(report)));
    return control
        .http()
        .sendAsync(
            HttpRequest.newBuilder(
                    URI.create("https://localhost:" + control.port() + "/control/v1/sync"))
                .header("Authorization", "Bearer " + caller.token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void pause(long seconds) {
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
  }
}
