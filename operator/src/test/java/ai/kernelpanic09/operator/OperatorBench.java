package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TestSync;
import ai.kernelpanic09.operator.bench.Report;
import ai.kernelpanic09.operator.bench.Spread;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIPBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Measures a whole operator, in a process of its own, on a real API server and a simulated AWS. Not
 * a test, because it asserts nothing; {@code make bench-operator} runs it.
 */
class OperatorBench {

  private static final int PODS = Integer.getInteger("bench.pods", 5_000);
  private static final int ENDPOINTS = Integer.getInteger("bench.endpoints", 200);
  private static final int TEMPLATES = Integer.getInteger("bench.templates", 2_000);
  private static final int AT_ONCE = Integer.getInteger("bench.at.once", 1_000);
  private static final int STARTS = Integer.getInteger("bench.starts", 3);
  private static final int HOLDERS = Integer.getInteger("bench.holders", 200);

  /** How often a sidecar syncs when nothing happens. */
  private static final long SYNC_MILLIS = 5_000;

  /** Most endpoints of one sync, and most requests at once. */
  private static final int MANY = 100;

  private static final int WRITERS = 32;

  /** Times between two looks at what is waited for; figures are as exact as that. */
  private static final long MIN_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long MAX_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final String NAMESPACE = "ai-workloads";
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(15);

  private final Report report = new Report("operator");
  private final World world = new World();

  @Test
  void figures() {
    try (world) {
      populate();
      var gateway = world.gatewayToken();
      report.head("what", "figure");
      report.line(
          "cluster", PODS + " pods, " + ENDPOINTS + " endpoints, " + TEMPLATES + " templates");
      try (var first = OperatorUnderTest.start(world)) {
        var began = System.nanoTime();
        until(first, "endpoints are ready", this::readyEndpoints, ENDPOINTS);
        seconds("first start: all endpoints ready after, s", secondsSince(began));
        until(first, "templates are ready", this::readyTemplates, TEMPLATES);
        seconds("first start: all templates ready after, s", secondsSince(began));
        memory("after the first start", first);
      }
      starts(gateway);
      try (var operator = OperatorUnderTest.start(world)) {
        until(operator, "endpoints are served", () -> serving(operator, gateway), ENDPOINTS);
        pause(30);
        memory("at rest, half a minute after a start", operator);
        changedLimit(operator);
        storm(operator);
        memory("after all endpoints changed", operator);
        manyAtOnce(operator);
        memory("after " + AT_ONCE + " more endpoints", operator);
        megabytes("most resident memory since the start, MB", operator.peakBytes());
      }
    }
  }

  private void seconds(String what, double seconds) {
    report.line(what, String.format(Locale.ROOT, "%.1f", seconds));
  }

  private void perSecond(String what, double count, double seconds) {
    report.line(what, String.format(Locale.ROOT, "%.0f", count / seconds));
  }

  private void megabytes(String what, long bytes) {
    report.line(what, String.format(Locale.ROOT, "%.0f", bytes / 1e6));
  }

  private void memory(String when, OperatorUnderTest operator) {
    // In this order, for the collection that tells the heap gives memory back.
    megabytes("resident memory " + when + ", MB", operator.residentBytes());
    megabytes("live heap " + when + ", MB", operator.heapBytes());
  }

  // --- the cluster

  private void populate() {
    each(ENDPOINTS, i -> world.client.resource(endpoint("e" + i)).create());
    each(TEMPLATES, i -> world.client.resource(template(i)).create());
    each(PODS, this::pod);
  }

  private static ModelEndpoint endpoint(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: ModelEndpoint
        metadata: {name: %s, namespace: %s}
        spec:
          modelId: us.anthropic.claude-haiku-4-5-20251001-v1:0
          region: us-east-1
          irsaRoleArn: %s
          costBudget: {daily: "100", monthly: "1000"}
        """
            .formatted(name, NAMESPACE, World.ROLE),
        ModelEndpoint.class);
  }

  private static PromptTemplate template(int i) {
    return Serialization.unmarshal(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: PromptTemplate
        metadata: {name: t%d, namespace: %s}
        spec:
          modelEndpointRef: {name: e%d}
          variables: [{name: Text}]
          template: "%s {{.Text}}"
        """
            .formatted(i, NAMESPACE, i % ENDPOINTS, "Answer in one sentence. ".repeat(80)),
        PromptTemplate.class);
  }

  /** A pod with two containers and a sidecar, as large as pods usually are. */
  private void pod(int i) {
    var env =
        IntStream.range(0, 40)
            .mapToObj(
                each ->
                    new EnvVarBuilder()
                        .withName("VARIABLE_" + each)
                        .withValue("value of the variable " + each)
                        .build())
            .toList();
    var created =
        world
            .client
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("app-" + i)
                    .withGenerateName("app-")
                    .withNamespace(NAMESPACE)
                    .addToLabels(
                        Map.of(
                            Keys.MODEL_ENDPOINT,
                            "e" + i % ENDPOINTS,
                            "app",
                            "app-" + i % 500,
                            "pod-template-hash",
                            "7d4b9c"))
                    .addToAnnotations(
                        Keys.SIDECAR_STATUS, "{\"mode\":\"native\",\"hash\":\"0a1b2c3d4e5f6071\"}")
                    .endMetadata()
                    .withNewSpec()
                    .withInitContainers(container(Names.SIDECAR_CONTAINER, env, World.IMAGE))
                    .withContainers(container("app", env, "app:1"), container("log", env, "log:1"))
                    .endSpec()
                    .build())
            .create();
    var address = "10.%d.%d.%d".formatted(2 + i / 62_500, i / 250 % 250, 1 + i % 250);
    world
        .client
        .pods()
        .resource(
            new PodBuilder(created)
                .withNewStatus()
                .withPhase("Running")
                .withPodIP(address)
                .withPodIPs(new PodIPBuilder().withIp(address).build())
                .endStatus()
                .build())
        .updateStatus();
  }

  private static Container container(String name, List<EnvVar> env, String image) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(image)
        .withEnv(env)
        .withRestartPolicy(name.equals(Names.SIDECAR_CONTAINER) ? "Always" : null)
        .build();
  }

  /** Does something {@code count} times, some of it at once. */
  private static void each(int count, IntConsumer action) {
    try (var threads = Executors.newFixedThreadPool(WRITERS)) {
      var all =
          IntStream.range(0, count)
              .mapToObj(i -> CompletableFuture.runAsync(() -> action.accept(i), threads))
              .toList();
      all.forEach(CompletableFuture::join);
    }
  }

  // --- starts

  private void starts(String gateway) {
    var first = new double[STARTS];
    var all = new double[STARTS];
    for (var i = 0; i < STARTS; i++) {
      var began = System.nanoTime();
      try (var operator = OperatorUnderTest.start(world)) {
        until(operator, "an endpoint is served", () -> served(operator, gateway, 0, 1), 1);
        first[i] = secondsSince(began);
        until(operator, "endpoints are served", () -> serving(operator, gateway), ENDPOINTS);
        all[i] = secondsSince(began);
      }
    }
    report.line("from start to the first endpoint served, s", Spread.of("%.1f", first));
    report.line("from start to all endpoints served, s", Spread.of("%.1f", all));
  }

  /** How many of all endpoints the gateway gets an open answer for. */
  private static long serving(OperatorUnderTest operator, String token) {
    return IntStream.iterate(0, from -> from < ENDPOINTS, from -> from + MANY)
        .mapToLong(from -> served(operator, token, from, Math.min(ENDPOINTS, from + MANY)))
        .sum();
  }

  /** How many of some endpoints it gets an open answer for, by one sync. */
  private static long served(OperatorUnderTest operator, String token, int from, int to) {
    return operator.sync(token, request(from, to)).stream().filter(EndpointAnswer::ready).count();
  }

  private static SyncRequest request(int from, int to) {
    return new SyncRequest(
        SyncRequest.PROTOCOL,
        "bench",
        "i",
        System.nanoTime(),
        IntStream.range(from, to)
            .mapToObj(i -> TestSync.of(new EndpointName(NAMESPACE, "e" + i)).build())
            .toList());
  }

  // --- a changed limit

  private void changedLimit(OperatorUnderTest operator) {
    var tokens = new ArrayList<String>();
    for (var i = 0; i < HOLDERS; i++) {
      tokens.add(token(i));
    }
    var heard = new double[HOLDERS];
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var changed = new CompletableFuture<Long>();
      var holders =
          IntStream.range(0, HOLDERS)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> heard[i] = syncUntilTold(operator, tokens.get(i), changed),
                          threads))
              .toList();
      pause(2 * SYNC_MILLIS / 1_000);
      try {
        change("e0", 17);
        changed.complete(System.nanoTime());
      } catch (RuntimeException e) {
        changed.completeExceptionally(e); // ends the holders, for which this waits
        throw e;
      }
      holders.forEach(CompletableFuture::join);
    }
    var nanos = Arrays.stream(heard).mapToLong(each -> (long) (each * 1e9)).toArray();
    seconds(
        "a changed limit is known to half of " + HOLDERS + " holders after, s",
        Spread.percentile(nanos, 0.5) / 1e9);
    seconds("and to the last after, s", Spread.percentile(nanos, 1.0) / 1e9);
  }

  /** Syncs as often as a sidecar does, until it hears of the limit; returns after how long. */
  private static double syncUntilTold(
      OperatorUnderTest operator, String token, CompletableFuture<Long> changed) {
    pauseMillis(ThreadLocalRandom.current().nextLong(SYNC_MILLIS));
    while (!changed.isCompletedExceptionally()) {
      var told =
          operator.sync(token, request(0, 1)).stream()
              .map(EndpointAnswer::limits)
              .filter(Objects::nonNull)
              .anyMatch(limits -> limits.maxTokens() == 17);
      if (told) {
        return secondsSince(changed.join());
      }
      pauseMillis(SYNC_MILLIS * ThreadLocalRandom.current().nextLong(900, 1_000) / 1_000);
    }
    throw new IllegalStateException("the limit could not be changed");
  }

  /** The token of one more pod of the gateway. */
  private String token(int i) {
    Pod pod =
        world.plainPod(
            World.NAMESPACE, "holder-" + i, Names.GATEWAY, "10.9." + i / 250 + "." + (1 + i % 250));
    return world.token(World.NAMESPACE, Names.GATEWAY, pod, Names.CONTROL_AUDIENCE);
  }

  // --- many changes at once

  private void storm(OperatorUnderTest operator) {
    var before = operator.reconciles();
    var began = System.nanoTime();
    each(ENDPOINTS, i -> change("e" + i, 18));
    until(operator, "endpoints are ready", this::readyEndpoints, ENDPOINTS);
    var took = secondsSince(began);
    seconds("all endpoints changed at once: all taken up after, s", took);
    perSecond("reconciliations per second meanwhile", operator.reconciles() - before, took);
  }

  private void manyAtOnce(OperatorUnderTest operator) {
    var before = operator.reconciles();
    var began = System.nanoTime();
    each(AT_ONCE, i -> world.client.resource(endpoint("more" + i)).create());
    seconds(AT_ONCE + " endpoints created within, s", secondsSince(began));
    until(operator, "endpoints are ready", this::readyEndpoints, ENDPOINTS + AT_ONCE);
    var took = secondsSince(began);
    seconds("and all ready after, s", took);
    perSecond("reconciliations per second meanwhile", operator.reconciles() - before, took);
  }

  // ---

  private void change(String endpoint, int maxTokens) {
    world
        .client
        .resources(ModelEndpoint.class)
        .inNamespace(NAMESPACE)
        .withName(endpoint)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"maxTokens\":" + maxTokens + "}}");
  }

  private long readyEndpoints() {
    return ready(
        ModelEndpoint.class,
        each -> each.getStatus() == null ? null : each.getStatus().conditions());
  }

  private long readyTemplates() {
    return ready(
        PromptTemplate.class,
        each -> each.getStatus() == null ? null : each.getStatus().conditions());
  }

  /** How many resources of a kind are ready by their newest spec. */
  private <T extends HasMetadata> long ready(
      Class<T> kind, Function<T, @Nullable List<Condition>> conditions) {
    return world.client.resources(kind).inNamespace(NAMESPACE).list().getItems().stream()
        .filter(each -> isReady(conditions.apply(each), each.getMetadata().getGeneration()))
        .count();
  }

  private static boolean isReady(@Nullable List<Condition> conditions, Long generation) {
    return conditions != null
        && conditions.stream()
            .anyMatch(
                each ->
                    each.getType().equals("Ready")
                        && each.getStatus().equals("True")
                        && generation.equals(each.getObservedGeneration()));
  }

  /** Asks again and again, but leaves time to what is measured. */
  private static void until(
      OperatorUnderTest operator, String what, LongSupplier count, long expected) {
    var began = System.nanoTime();
    while (true) {
      operator.requireAlive();
      var asked = System.nanoTime();
      var counted = count.getAsLong();
      if (counted >= expected) {
        return;
      }
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new IllegalStateException(
            what + ": " + counted + " of " + expected + " after a quarter of an hour");
      }
      var busy = System.nanoTime() - asked;
      LockSupport.parkNanos(Math.clamp(busy, MIN_POLL_NANOS, MAX_POLL_NANOS));
    }
  }

  private static double secondsSince(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  private static void pause(long seconds) {
    pauseMillis(seconds * 1_000);
  }

  private static void pauseMillis(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
