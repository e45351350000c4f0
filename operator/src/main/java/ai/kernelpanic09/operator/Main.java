package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.config.OperatorSetting;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final int RETRIES = 3;

  private static final String USAGE =
      """
      usage: operator [--help | --version]

      Reconciles ModelEndpoints, GuardrailPolicies and PromptTemplates of the cluster that it runs
      in, or that KUBECONFIG names. docs/installation.md says more about each setting; all are
      logged at the start.

      The environment holds the settings:
      """;

  /** Runs until the process is ended, as environment variables configure it. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length > 0) {
      answer(args[0]);
      return;
    }
    OperatorConfig config;
    try {
      config = OperatorConfig.from(System.getenv());
    } catch (IllegalArgumentException e) {
      LOG.error("event=bad_settings {}", e.getMessage());
      System.exit(2);
      return;
    }
    LOG.info("event=settings {}", config);
    KubernetesClient client;
    try {
      client = client();
    } catch (KubernetesClientException e) {
      cannotStart("the cluster's configuration can't be read: " + innermost(e));
      return;
    }
    OperatorProcess process;
    try {
      process =
          new OperatorProcess(
              config,
              client,
              new OperatorProcess.Surroundings(
                  System.getenv(), null, true, InstantSource.system()));
    } catch (KubernetesClientException e) {
      cannotStart(
          isRefusal(e)
              ? String.valueOf(e.getMessage())
              : "no answer of the API server at " + client.getMasterUrl() + ": " + innermost(e));
      return;
    } catch (RuntimeException e) {
      // Exits, because threads that have started would keep a process alive that serves nothing.
      LOG.error("event=start_broken", e);
      cannotStart(String.valueOf(innermost(e)));
      return;
    }
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      process.close();
                      client.close();
                      ended.countDown();
                    }));
    ended.await();
  }

  private static void answer(String argument) {
    switch (argument) {
      case "--help" -> System.out.print(USAGE + settings());
      case "--version" -> System.out.println("operator " + version());
      default -> {
        System.err.println("operator: '" + argument + "' is not known; see --help");
        System.exit(2);
      }
    }
  }

  private static String settings() {
    return Arrays.stream(OperatorSetting.values())
        .map(
            each ->
                "  %-30s %s%s%n"
                    .formatted(
                        each.variable(),
                        each.description(),
                        each.defaultValue() == null
                            ? ""
                            : " (default " + each.defaultValue() + ")"))
        .collect(Collectors.joining());
  }

  private static String version() {
    var version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  private static KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                .withRequestRetryBackoffLimit(RETRIES)
                .build())
        .build();
  }

  private static void cannotStart(String problem) {
    LOG.error("event=cannot_start problem=\"{}\"", problem);
    System.exit(1);
  }

  /** Whether the API server answered, so that the message is its own. */
  private static boolean isRefusal(KubernetesClientException e) {
    return e.getCode() > 0 || e.getCause() == null;
  }

  private static Throwable innermost(Throwable e) {
    var cause = e;
    for (var next = cause.getCause(); next != null; next = next.getCause()) {
      cause = next;
    }
    return cause;
  }

  private Main() {}
}
