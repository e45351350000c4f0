package ai.kernelpanic09.e2e.sdk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that calls Bedrock and S3 through an AWS SDK of a pinned version. */
enum Sdk {
  PYTHON {
    private static final String BOTO3 = "boto3==1.44.5";

    @Override
    List<String> prepared() throws IOException, InterruptedException {
      var folder = CACHE.resolve("venv");
      var python = folder.resolve("bin").resolve("python");
      var done = folder.resolve("has-" + BOTO3);
      if (!Files.exists(done)) {
        Files.createDirectories(CACHE);
        run(List.of("python3", "-m", "venv", folder.toString()), Map.of(), SOURCES);
        run(
            List.of(python.toString(), "-m", "pip", "install", "--quiet", BOTO3),
            Map.of(),
            SOURCES);
        Files.writeString(done, "");
      }
      return List.of(python.toString(), SOURCES.resolve("python/calls.py").toString());
    }
  },
  NODE {
    @Override
    List<String> prepared() throws IOException, InterruptedException {
      var folder = CACHE.resolve("sdk-node");
      var installed = folder.resolve("node_modules").resolve(".package-lock.json");
      Files.createDirectories(folder);
      var stale = false;
      for (var file : List.of("package.json", "package-lock.json", "calls.mjs")) {
        var wanted = Files.readString(SOURCES.resolve("node").resolve(file));
        var there = folder.resolve(file);
        if (!Files.exists(there) || !Files.readString(there).equals(wanted)) {
          Files.writeString(there, wanted);
          stale = true;
        }
      }
      if (stale || !Files.exists(installed)) {
        run(List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"), Map.of(), folder);
      }
      return List.of("node", folder.resolve("calls.mjs").toString());
    }
  },
  GO {
    @Override
    List<String> prepared() throws IOException, InterruptedException {
      Files.createDirectories(CACHE);
      var program = CACHE.resolve("sdk-go").toString();
      run(List.of("go", "build", "-o", program, "."), Map.of(), SOURCES.resolve("go"));
      return List.of(program);
    }
  },
  JAVA {
    @Override
    List<String> prepared() {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-Dsoftware.amazon.awssdk.http.service.impl="
              + "software.amazon.awssdk.http.apache5.Apache5SdkHttpService",
          "-cp",
          System.getProperty("java.class.path"),
          UnconfiguredCalls.class.getName());
    }
  };

  private static final Path SOURCES = Path.of("src/test/sdk").toAbsolutePath();

  private static final Path CACHE =
      Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
          .map(Path::of)
          .orElse(Path.of(System.getProperty("user.home"), ".cache"))
          .resolve("k8s-ai-operator");

  /** Whether this machine has its language: a build needs neither Node nor Go. */
  boolean isHere() throws InterruptedException {
    return switch (this) {
      case PYTHON, JAVA -> true;
      case NODE ->
          succeeds(
              List.of("node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"));
      case GO -> succeeds(List.of("go", "version"));
    };
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      run(command, Map.of(), SOURCES);
      return true;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }

  /** Installs its SDK, and returns the command that runs it. */
  abstract List<String> prepared() throws IOException, InterruptedException;

  /** Runs it with these variables, without the machine's own AWS variables. Returns its output. */
  String calls(Map<String, String> environment) throws IOException, InterruptedException {
    return run(prepared(), environment, SOURCES);
  }

  private static String run(List<String> command, Map<String, String> environment, Path folder)
      throws IOException, InterruptedException {
    var errors = Files.createTempFile("sdk", ".log");
    try {
      var builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
      builder.environment().keySet().removeIf(each -> each.startsWith("AWS_"));
      builder.environment().putAll(environment);
      var process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "%s failed: %s %s".formatted(command.getLast(), output, Files.readString(errors)));
      }
      return output;
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
