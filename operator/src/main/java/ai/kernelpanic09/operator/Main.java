package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.cluster.ApiClients;
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
    var config = config();
    LOG.info("event=settings {}", config);
    var client = client();
    var process = start(config, client);
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

  private static OperatorConfig config() {
    try {
      return OperatorConfig.from(System.getenv());
    } catch (IllegalArgumentException e) {
      LOG.error("event=bad_settings {}", e.getMessage());
      throw exit(2, e);
    }
  }

  private static KubernetesClient client() {
    try {
      return new KubernetesClientBuilder()
          .withConfig(
              new ConfigBuilder()
                  .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                  .withRequestRetryBackoffLimit(RETRIES)
                  .build())
          .withKubernetesSerialization(ApiClients.serialization())
          .build();
    } catch (KubernetesClientException e) {
      throw cannotStart("the cluster's configuration can't be read: " + innermost(e), e);
    }
  }

  private static OperatorProcess start(OperatorConfig config, KubernetesClient client) {
    try {
      return new OperatorProcess(
          config,
          client,
          new OperatorProcess.Surroundings(System.getenv(), null, true, InstantSource.system()));
    } catch (KubernetesClientException e) {
      throw cannotStart(
          isRefusal(e)
              ? String.valueOf(e.getMessage())
              : "no answer of the API server at " + client.getMasterUrl() + ": " + innermost(e),
          e);
    } catch (RuntimeException e) {
      LOG.error("event=start_broken", e);
      throw cannotStart(String.valueOf(innermost(e)), e);
    }
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

  private static RuntimeException cannotStart(String problem, RuntimeException cause) {
    LOG.error("event=cannot_start problem=\"{}\"", problem);
    return exit(1, cause);
  }

  /** Ends the JVM, because threads that have started would keep it alive without any use. */
  private static RuntimeException exit(int code, RuntimeException cause) {
    System.exit(code);
    return cause;
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
