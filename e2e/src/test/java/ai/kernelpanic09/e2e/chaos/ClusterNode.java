package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.e2e.Cluster;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The only node of the cluster that e2e/cluster.sh keeps, reached without its API server, which may
 * be down.
 */
final class ClusterNode {

  private static final String SCRIPT = Cluster.PROJECT.resolve("e2e/cluster.sh").toString();

  /** Runs a command of the script, which must succeed. Returns its output. */
  static String run(String... args) {
    var command = new ArrayList<>(List.of(SCRIPT));
    command.addAll(List.of(args));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", args) + ": " + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The id of a pod's container; empty unless it runs. */
  static Optional<String> container(Pod pod, String name) {
    return Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(each -> each.getName().equals(name) && each.getState().getRunning() != null)
        .map(ContainerStatus::getContainerID)
        .map(id -> id.replaceFirst("^.*://", ""))
        .findFirst();
  }

  /** Runs a shell script in a container. */
  static String sh(String container, String script) {
    return run("exec", container, "sh", "-c", script);
  }

  private ClusterNode() {}
}
