package ai.kernelpanic09.operator;

import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.operator.bench.Report;
import ai.kernelpanic09.operator.bench.Samples;
import ai.kernelpanic09.operator.bench.Spread;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/**
 * How long admission takes: the whole operator's answer to a review over TLS, and what that adds to
 * the creation of a pod through a real API server. Not a test, because it asserts no time; {@code
 * make bench-admission} runs it.
 */
class AdmissionBench {

  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 15);
  private static final int PER_SECOND = 50;
  private static final int WARM_UP = 1_000;

  private final Report report = new Report("admission");

  /** One request, which throws if it is not answered as it should be. */
  private interface Request {
    void send(int number) throws Exception;
  }

  @Test
  void figures() throws Exception {
    try (var world = new World();
        var operator = world.operatorWithWebhook()) {
      world.applyEndpoint("claude", "costBudget: {daily: \"10.00\"}");
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> world.state("claude", "Ready").startsWith("True"));
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .until(() -> create(world, 0, true), AdmissionBench::isInjected);
      reviews(world, operator);
      creations(world);
    }
  }

  private void reviews(World world, OperatorProcess operator) throws Exception {
    var injected = create(world, 0, true);
    try (var http = client(operator.authorityPem())) {
      var mutate = review(pod(0, true));
      var validate = review(injected);
      var hook = world.admission();
      report.head("a review at " + PER_SECOND + "/s, ms", "p50", "p99");
      measure(
          "mutating: a pod gets its sidecar",
          number -> ask(http, hook.resolve("/mutate-pods"), mutate, "\"patch\""));
      measure(
          "validating: that pod's sidecar is checked",
          number -> ask(http, hook.resolve("/validate-pods"), validate, "\"allowed\":true"));
    }
  }

  private void creations(World world) throws Exception {
    report.head("creation of a pod at " + PER_SECOND + "/s, ms", "p50", "p99");
    measure("without the label: the API server alone", number -> create(world, number, false));
    measure(
        "with it: the mutating webhook twice at most, and the validating one",
        number -> {
          if (!isInjected(create(world, number, true))) {
            throw new IllegalStateException("a pod has got no sidecar");
          }
        });
  }

  private void measure(String what, Request request) throws Exception {
    for (var i = 0; i < WARM_UP; i++) {
      request.send(i);
    }
    var p50 = new double[ROUNDS];
    var p99 = new double[ROUNDS];
    for (var round = 0; round < ROUNDS; round++) {
      var nanos = round(request);
      p50[round] = Spread.percentile(nanos, 0.5) / 1e6;
      p99[round] = Spread.percentile(nanos, 0.99) / 1e6;
    }
    report.line(what, Spread.of("%.1f", p50), Spread.of("%.1f", p99));
  }

  /** Requests at a fixed rate, each measured from the moment at which it was due. */
  private static long[] round(Request request) throws ExecutionException, InterruptedException {
    var samples = new Samples();
    var sent = new ArrayList<Future<?>>();
    var start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < PER_SECOND * SECONDS; i++) {
        var number = i;
        var due = start + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        sent.add(
            threads.submit(
                () -> {
                  request.send(number);
                  samples.add(System.nanoTime() - due);
                  return null;
                }));
      }
    }
    for (var each : sent) {
      each.get();
    }
    return samples.take();
  }

  private static void ask(HttpClient http, URI webhook, byte[] review, String expected)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(webhook)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(review))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (!answer.body().contains(expected)) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }

  private static byte[] review(Pod pod) {
    var request =
        Map.of(
            "uid",
            "bench",
            "operation",
            "CREATE",
            "namespace",
            "ai-workloads",
            "dryRun",
            true,
            "userInfo",
            Map.of("username", "bench"),
            "object",
            pod);
    return Serialization.asJson(
            Map.of(
                "apiVersion", "admission.k8s.io/v1",
                "kind", "AdmissionReview",
                "request", request))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A client that believes the operator, and speaks HTTP/2 as the API server does. */
  private static HttpClient client(String authorityPem)
      throws IOException, GeneralSecurityException {
    var believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    var pem = new ByteArrayInputStream(authorityPem.getBytes(StandardCharsets.US_ASCII));
    for (var each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
      believed.setCertificateEntry("ca-" + believed.size(), each);
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(believed);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static boolean isInjected(Pod pod) {
    var spec = pod.getSpec();
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
        .anyMatch(each -> each.getName().equals("k8s-ai-sidecar"));
  }

  private static Pod create(World world, int number, boolean labelled) {
    var pods = world.client.pods().inNamespace("ai-workloads");
    return pods.resource(pod(number, labelled)).dryRun().create();
  }

  private static Pod pod(int number, boolean labelled) {
    return new PodBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNewMetadata()
        .withName("app-" + number)
        .withNamespace("ai-workloads")
        .withLabels(labelled ? Map.of(Keys.MODEL_ENDPOINT, "claude") : Map.of())
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app:1")
        .endContainer()
        .endSpec()
        .build();
  }
}
