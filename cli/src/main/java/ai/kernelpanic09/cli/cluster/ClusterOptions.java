package ai.kernelpanic09.cli.cluster;

import ai.kernelpanic09.cli.terminal.CommandFailure;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which cluster a command works on, and as whom: kubectl's options, with kubectl's meaning. A
 * command has the rights of that user and no others.
 */
public final class ClusterOptions {

  private static final int TIMEOUT_MILLIS = 10_000;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "the kubeconfig; that of KUBECONFIG or ~/.kube/config by default")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "the kubeconfig's context; the current one by default")
  private @Nullable String context;

  @Option(
      names = "--as",
      paramLabel = "USER",
      description = "act as this user, if you may impersonate them")
  private @Nullable String user;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "the namespace; the context's by default")
  private @Nullable String namespace;

  /**
   * A connection to the cluster; nothing is sent yet.
   *
   * @throws CommandFailure when no cluster is named, or the kubeconfig can't be read
   */
  public Cluster connect() throws CommandFailure {
    var config = config();
    var named = namespace == null ? config.getNamespace() : namespace;
    var builder =
        new ConfigBuilder(config)
            .withRequestTimeout(TIMEOUT_MILLIS)
            .withConnectionTimeout(TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(1);
    if (user != null) {
      builder.withImpersonateUsername(user);
    }
    return new Cluster(
        new KubernetesClientBuilder().withConfig(builder.build()).build(),
        named == null || named.isEmpty() ? "default" : named);
  }

  /** The namespace that {@code -n} names; null without it. */
  public @Nullable String namespace() {
    return namespace;
  }

  private Config config() throws CommandFailure {
    var files = files();
    if (files.isEmpty()) {
      if (System.getenv("KUBERNETES_SERVICE_HOST") == null) {
        throw CommandFailure.notDone(
            "no cluster is known: name a kubeconfig with --kubeconfig FILE or in KUBECONFIG");
      }
      return Config.autoConfigure(context);
    }
    var wanted = context;
    if (wanted != null && !Kubeconfigs.contexts(files).contains(wanted)) {
      throw CommandFailure.notDone(
          "there is no context '"
              + wanted
              + "' in "
              + names(files)
              + "; kubectl config get-contexts lists them");
    }
    try {
      return kubeconfig == null
          ? Config.autoConfigure(context)
          : Config.fromKubeconfig(context, kubeconfig.toFile());
    } catch (KubernetesClientException e) {
      throw CommandFailure.notDone(names(files) + " can't be used: " + Cluster.reason(e));
    }
  }

  private List<Path> files() throws CommandFailure {
    if (kubeconfig == null) {
      return Config.getKubeconfigFilenames().stream()
          .map(Path::of)
          .filter(Files::isReadable)
          .toList();
    }
    if (!Files.isReadable(kubeconfig)) {
      throw CommandFailure.notDone("the kubeconfig " + kubeconfig + " can't be read");
    }
    return List.of(kubeconfig);
  }

  private static String names(List<Path> files) {
    return String.join(File.pathSeparator, files.stream().map(Path::toString).toList());
  }
}
