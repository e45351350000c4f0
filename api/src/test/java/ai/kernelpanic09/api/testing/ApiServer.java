package ai.kernelpanic09.api.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real kube-apiserver on a real etcd, on loopback and ephemeral ports, with RBAC and without any
 * controller: nothing makes ServiceAccounts, deletes dependents or runs pods.
 *
 * <p>The binaries are those that {@code make cluster-bin} builds; without them {@link #start}
 * fails.
 */
public final class ApiServer implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 3;

  private final Path folder;
  private final List<LocalProcess> processes = new ArrayList<>();
  private final String token = UUID.randomUUID().toString();
  private final int port = LocalProcess.freePort();
  private final int etcdPort = LocalProcess.freePort();
  private final List<String> options;
  private final KubernetesClient client;

  private ApiServer(Path folder, List<String> options) {
    this.folder = folder;
    this.options = options;
    try {
      startProcesses();
      // The client reads the certificate when it is built. The key is written after the
      // certificate: once it exists, the certificate is whole.
      await(() -> Files.exists(folder.resolve("certs/apiserver.key")));
      client = new KubernetesClientBuilder().withConfig(adminConfig()).build();
      await(this::ready);
    } catch (IOException | RuntimeException e) {
      stopProcesses();
      throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
    }
  }

  /**
   * Starts both processes and returns when the API server is ready, after about three seconds.
   *
   * @param options of the API server, beside its usual ones
   * @throws IllegalStateException when a binary is missing or a process ends
   */
  public static ApiServer start(String... options) {
    for (var attempt = 1; ; attempt++) {
      try {
        return new ApiServer(Files.createTempDirectory("api-server"), List.of(options));
      } catch (PortRaceException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public URI url() {
    return URI.create("https://127.0.0.1:" + port);
  }

  /** Where etcd answers its clients, its metrics among them. */
  public URI etcdUrl() {
    return URI.create("http://127.0.0.1:" + etcdPort);
  }

  /** An administrator's client; this object closes it. */
  public KubernetesClient client() {
    return client;
  }

  /** Configuration of an administrator's client. */
  public Config adminConfig() {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(url().toString())
        .withCaCertFile(certificate().toString())
        .withOauthToken(token)
        .withRequestRetryBackoffLimit(0)
        .build();
  }

  /**
   * A client that acts as {@code user} in {@code groups}, for tests of RBAC; the caller closes it.
   */
  public KubernetesClient clientAs(String user, String... groups) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(adminConfig())
                .withImpersonateUsername(user)
                .withImpersonateGroups(groups)
                .build())
        .build();
  }

  /** The certificate that the API server presents, in PEM. */
  public Path certificate() {
    return folder.resolve("certs/apiserver.crt");
  }

  /** An administrator's kubeconfig. */
  public Path kubeconfig() {
    return folder.resolve("admin.conf");
  }

  /** Creates a namespace with the ServiceAccount {@code default} that pods need. */
  public void createNamespace(String name) {
    client
        .namespaces()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    client
        .serviceAccounts()
        .inNamespace(name)
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName("default").endMetadata().build())
        .create();
  }

  /** Installs the CRDs of this tree and waits until their kinds are served. */
  public void installCrds() {
    var applied = kubectl("apply", "-k", Path.of("..", "config", "crd").toString());
    if (applied.exitCode() != 0) {
      throw new IllegalStateException(applied.errors());
    }
    var waited = kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
    if (waited.exitCode() != 0) {
      throw new IllegalStateException(waited.errors());
    }
  }

  /** Runs kubectl against this server, as an administrator. */
  public Output kubectl(String... arguments) {
    var command = new ArrayList<String>();
    command.add(LocalProcess.binary("kubectl").toString());
    command.add("--kubeconfig=" + kubeconfig());
    command.addAll(List.of(arguments));
    try {
      var out = Files.createTempFile(folder, "kubectl", ".out");
      var errors = Files.createTempFile(folder, "kubectl", ".err");
      var process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("kubectl did not end: " + command);
      }
      return new Output(process.exitValue(), Files.readString(out), Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kubectl ran", e);
    }
  }

  /** The result of a run of kubectl. */
  public record Output(int exitCode, String text, String errors) {}

  @Override
  public void close() {
    client.close();
    stopProcesses();
  }

  private void startProcesses() throws IOException {
    var etcd = etcdUrl().toString();
    processes.add(
        LocalProcess.start(
            folder,
            "etcd",
            "--data-dir=" + folder.resolve("etcd"),
            "--unsafe-no-fsync",
            "--listen-client-urls=" + etcd,
            "--advertise-client-urls=" + etcd,
            "--listen-peer-urls=http://127.0.0.1:" + LocalProcess.freePort()));
    var keys = ServiceAccountKeys.write(folder);
    Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,\"system:masters\"\n");
    Files.writeString(kubeconfig(), kubeconfigText());
    var arguments =
        List.of(
            "--etcd-servers=" + etcd,
            "--bind-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + folder.resolve("certs"),
            "--token-auth-file=" + folder.resolve("tokens.csv"),
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=" + keys.publicKey(),
            "--service-account-signing-key-file=" + keys.privateKey(),
            "--service-cluster-ip-range=10.96.0.0/24",
            "--endpoint-reconciler-type=none",
            "--authorization-mode=RBAC",
            "--shutdown-delay-duration=0s");
    processes.add(
        LocalProcess.start(
            folder,
            "kube-apiserver",
            Stream.concat(arguments.stream(), options.stream()).toArray(String[]::new)));
  }

  private String kubeconfigText() {
    return """
    {apiVersion: v1, kind: Config, current-context: test,
     clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}],
     users: [{name: admin, user: {token: "%s"}}],
     contexts: [{name: test, context: {cluster: test, user: admin}}]}
    """
        .formatted(url(), certificate(), token);
  }

  private void await(BooleanSupplier condition) {
    var deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      for (var process : processes) {
        process.requireAliveFor(Duration.ofMillis(50));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the API server is not ready after " + START_LIMIT);
      }
    }
  }

  private boolean ready() {
    try {
      return "ok".equals(client.raw("/readyz"))
          && client.namespaces().withName("default").get() != null;
    } catch (KubernetesClientException e) {
      return false; // expected until it has started
    }
  }

  private void stopProcesses() {
    for (var process : processes.reversed()) {
      process.kill();
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
