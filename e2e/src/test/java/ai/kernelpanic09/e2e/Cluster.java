package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The cluster of {@code KUBECONFIG}: through kubectl, as a user calls it, and through a client
 * where output must be parsed.
 */
public final class Cluster {

  public static final Path PROJECT =
      Path.of(System.getProperty("project.root", ".")).toAbsolutePath();

  private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();
  private static final String KUBECTL = System.getProperty("kubectl", "kubectl");

  /** The output and the exit status of a command. */
  public record Result(int exit, String out) {

    public Result succeeded() {
      assertThat(exit).as(out).isZero();
      return this;
    }
  }

  public static KubernetesClient client() {
    return CLIENT;
  }

  /** Whether it is the one of e2e/cluster.sh, whose node is this machine's. */
  public static boolean isOurs() {
    return String.valueOf(System.getenv("KUBECONFIG")).contains("k8s-ai-operator-e2e");
  }

  public static Result kubectl(String... args) {
    return kubectlWithInput("", args);
  }

  /** Runs kubectl with a text on its standard input. */
  static Result kubectlWithInput(String input, String... args) {
    return runWithInput(input, kubectlCommand(List.of(args)));
  }

  private static List<String> kubectlCommand(List<String> args) {
    var command = new ArrayList<>(List.of(KUBECTL));
    command.addAll(args);
    return command;
  }

  /** The command that runs another one in a pod's container, with this one's input. */
  public static List<String> exec(
      String namespace, String pod, String container, List<String> command) {
    var args = new ArrayList<>(List.of("exec", "-i", "-n", namespace, pod, "-c", container, "--"));
    args.addAll(command);
    return kubectlCommand(args);
  }

  /** Copies files and folders into a folder of a container, each under its own name. */
  public static void copy(
      List<Path> files, String namespace, String pod, String container, String to) {
    var archive = new ArrayList<>(List.of("tar", "-cf", "-"));
    for (var file : files) {
      archive.addAll(
          List.of("-C", file.resolveSibling("").toString(), file.getFileName().toString()));
    }
    var unpack = exec(namespace, pod, container, List.of("tar", "-C", to, "-xf", "-"));
    try {
      var processes =
          ProcessBuilder.startPipeline(
              List.of(
                  new ProcessBuilder(archive).redirectError(ProcessBuilder.Redirect.INHERIT),
                  new ProcessBuilder(unpack).redirectErrorStream(true)));
      var out =
          new String(processes.getLast().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      for (var process : processes) {
        assertThat(process.waitFor()).as(out).isZero();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a program that itself uses kubectl. */
  public static Result run(String... command) {
    return runWithInput("", List.of(command));
  }

  /** Runs a command of e2e/cluster.sh, which must succeed. */
  public static void script(String... args) {
    var command = new ArrayList<String>();
    command.add(PROJECT.resolve("e2e/cluster.sh").toString());
    command.addAll(List.of(args));
    run(command.toArray(String[]::new)).succeeded();
  }

  private static Result runWithInput(String input, List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("KUBECTL", KUBECTL);
      var process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end in five minutes");
      }
      return new Result(process.exitValue(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static void apply(String manifest) {
    kubectlWithInput(manifest, "apply", "-f", "-").succeeded();
  }

  /** Runs a shell script in a pod's container, and returns its output. */
  public static String sh(String namespace, String pod, String container, String script) {
    var out = new ByteArrayOutputStream();
    try (var exec =
        CLIENT
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer(container)
            .writingOutput(out)
            .writingError(out)
            .exec("sh", "-c", script)) {
      exec.exitCode().get(5, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(script + " in " + pod + ": " + out, e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private Cluster() {}
}
