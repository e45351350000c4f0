package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the operator. */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final int RETRIES = 3;

  /** Runs until the process is ended; everything is set by environment variables. */
  public static void main(String[] args) throws InterruptedException {
    OperatorConfig config;
    try {
      config = OperatorConfig.from(System.getenv());
    } catch (IllegalArgumentException e) {
      LOG.error("event=bad_settings {}", e.getMessage());
      System.exit(2);
      return;
    }
    LOG.info("event=settings {}", config);
    var client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                    .withRequestRetryBackoffLimit(RETRIES)
                    .build())
            .build();
    OperatorProcess process;
    try {
      process =
          new OperatorProcess(
              config,
              client,
              new OperatorProcess.Surroundings(
                  System.getenv(), null, true, InstantSource.system()));
    } catch (KubernetesClientException e) {
      LOG.error(
          "event=cannot_start apiServer={} problem=\"{}\"", client.getMasterUrl(), reason(e));
      System.exit(1);
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

  /** The innermost cause says what a person can act on: refused, unknown host, forbidden. */
  private static String reason(KubernetesClientException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == e ? String.valueOf(e.getMessage()) : cause.toString();
  }

  private Main() {}
}
