package ai.kernelpanic09.operator.training;

import ai.kernelpanic09.api.Names;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts an operator, has it win its election, reconcile endpoints and prompts, answer a gateway
 * and admissions, and ends it as the kubelet does.
 */
public final class AotTraining {

  private static final int SYNCS = 100;
  private static final int ADMISSIONS = 50;
  private static final Duration START = Duration.ofMinutes(3);

  /** Time to end in, in which the JVM makes the cache. */
  private static final Duration END = Duration.ofMinutes(5);

  private final Path folder;
  private final ClusterStandIn cluster;
  private final OperatorPorts ports;

  private AotTraining(Path folder, ClusterStandIn cluster) throws IOException {
    this.folder = folder;
    this.cluster = cluster;
    ports = OperatorPorts.free();
  }

  /**
   * Runs {@code FOLDER JAVA ARGUMENT...}: a folder with {@code tls.p12} and {@code ca.crt}, an
   * identity for localhost, then the java that gets the arguments and the operator's class. Exits
   * with 1, and says why, when the operator did not do all of this.
   */
  public static void main(String[] args) throws Exception {
    try {
      train(Path.of(args[0]), List.of(args).subList(1, args.length));
      System.exit(0);
    } catch (IllegalStateException e) {
      System.err.println("training: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * @param folder with the identity of the stand-ins
   * @param java the command that the operator's class is added to
   * @throws IllegalStateException when the operator does not do what it is trained in; the message
   *     has its log
   */
  static void train(Path folder, List<String> java)
      throws IOException,
          GeneralSecurityException,
          InterruptedException,
          ExecutionException,
          TimeoutException {
    var vertx = Vertx.vertx();
    try {
      var cluster = new ClusterStandIn(vertx, folder.resolve("tls.p12"), "training");
      TrainingObjects.addTo(cluster);
      cluster.reviews(TrainingObjects.gatewayReview());
      var api = await(cluster.listen());
      var aws = await(new AwsStandIn(vertx).listen());
      new AotTraining(folder, cluster).train(java, api, aws);
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private void train(List<String> java, int api, int aws)
      throws IOException, GeneralSecurityException, InterruptedException {
    var log = folder.resolve("operator.log");
    var operator = operator(java, api, aws, log).start();
    try {
      use(operator);
      operator.destroy();
      require(operator.waitFor(END.toSeconds(), TimeUnit.SECONDS), "it does not end");
    } catch (IllegalStateException e) {
      throw new IllegalStateException(e.getMessage() + "; its log:\n" + Files.readString(log), e);
    } finally {
      operator.destroyForcibly();
    }
  }

  private ProcessBuilder operator(List<String> java, int api, int aws, Path log) {
    var command = new ArrayList<>(java);
    command.add("ai.kernelpanic09.operator.Main");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("K8S_AI_"));
    environment.putAll(
        Map.ofEntries(
            Map.entry("KUBECONFIG", folder.resolve("none").toString()),
            Map.entry("KUBERNETES_MASTER", "https://localhost:" + api),
            Map.entry("KUBERNETES_CERTS_CA_FILE", folder.resolve("ca.crt").toString()),
            Map.entry("KUBERNETES_AUTH_TOKEN", "training"),
            Map.entry("AWS_ENDPOINT_URL", "http://127.0.0.1:" + aws),
            Map.entry("AWS_ACCESS_KEY_ID", "AKIATRAINING00000000"),
            Map.entry("AWS_SECRET_ACCESS_KEY", "secret"),
            Map.entry("K8S_AI_SIDECAR_IMAGE", "sidecar:training"),
            Map.entry("K8S_AI_POD_NAME", "k8s-ai-operator-training"),
            Map.entry("K8S_AI_POD_NAMESPACE", Names.OPERATOR_NAMESPACE),
            Map.entry("K8S_AI_POD_IP", "127.0.0.1"),
            Map.entry("K8S_AI_LISTEN_ADDRESS", "127.0.0.1"),
            Map.entry("K8S_AI_LISTEN_CONTROL", String.valueOf(ports.control())),
            Map.entry("K8S_AI_LISTEN_WEBHOOK", String.valueOf(ports.webhook())),
            Map.entry("K8S_AI_LISTEN_METRICS", String.valueOf(ports.metrics())),
            Map.entry("K8S_AI_LISTEN_PROBES", String.valueOf(ports.probes()))));
    return builder;
  }

  private void use(Process operator) throws IOException, GeneralSecurityException {
    var until = Instant.now().plus(START);
    await(operator, until, "it publishes no CA", () -> authority() != null);
    try (var caller = new TrainingCaller(String.valueOf(authority()), ports)) {
      await(operator, until, "it serves no endpoint", caller::isServed);
      await(operator, until, "it admits no pod", () -> caller.isAdmitted(0));
      for (var i = 0; i < SYNCS; i++) {
        require(caller.isServed(), "it stops serving");
      }
      for (var i = 0; i < ADMISSIONS; i++) {
        require(caller.isAdmitted(i), "it does not inject a pod");
      }
      require(caller.isObserved(), "it has no metrics or probes");
    }
  }

  private @Nullable String authority() {
    var map = cluster.get(TrainingObjects.authority());
    return map == null ? null : map.getJsonObject("data").getString(Names.CA_KEY);
  }

  private static void await(
      Process operator, Instant until, String otherwise, BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      require(operator.isAlive() && Instant.now().isBefore(until), otherwise);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
