package ai.kernelpanic09.core.template.oracle;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real Go's text/template, as a process that answers line by line. */
final class Oracle implements AutoCloseable {

  private static final Path SOURCE = Path.of("src/test/go/template-oracle");

  /** Go's templates range over integers since 1.24, and have the messages of ours since 1.26. */
  private static final int LEAST_MINOR = 26;

  private static final Pattern RECENT = Pattern.compile("go1\\.(\\d+)");

  private static final Path PROGRAM = Path.of("target/template-oracle").toAbsolutePath();

  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private Oracle(Process process) {
    this.process = process;
    this.requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Returns the Go command of this machine, if its templates behave as ours should. */
  static Optional<Path> go() {
    var path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Stream.of(path.split(":", -1)).map(Path::of), Stream.of(Path.of("/usr/local/go/bin")))
        .map(folder -> folder.resolve("go"))
        .filter(Files::isExecutable)
        .filter(Oracle::isRecent)
        .findFirst();
  }

  private static boolean isRecent(Path go) {
    try {
      var version = RECENT.matcher(output(new ProcessBuilder(go.toString(), "env", "GOVERSION")));
      return version.find() && Integer.parseInt(version.group(1)) >= LEAST_MINOR;
    } catch (IOException e) {
      return false;
    }
  }

  private static String output(ProcessBuilder command) throws IOException {
    command.redirectErrorStream(true).environment().put("GOTOOLCHAIN", "local");
    var process = command.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Builds the program if that is not done yet, and starts it. */
  static Oracle start(Path go) throws IOException {
    var sources = List.of(SOURCE.resolve("main.go"), SOURCE.resolve("go.mod"));
    var fresh = Files.exists(PROGRAM);
    for (var source : sources) {
      fresh =
          fresh
              && Files.getLastModifiedTime(PROGRAM).compareTo(Files.getLastModifiedTime(source))
                  >= 0;
    }
    if (!fresh) {
      build(go);
    }
    return new Oracle(
        new ProcessBuilder(PROGRAM.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private static void build(Path go) throws IOException {
    Files.deleteIfExists(PROGRAM);
    var command =
        new ProcessBuilder(go.toString(), "build", "-buildvcs=false", "-o", PROGRAM.toString(), ".")
            .directory(SOURCE.toFile());
    command.environment().putAll(Map.of("CGO_ENABLED", "0", "GOPROXY", "off"));
    if (!command.environment().containsKey("HOME")) {
      command
          .environment()
          .putIfAbsent("GOCACHE", Path.of("target/go-cache").toAbsolutePath().toString());
    }
    var output = output(command);
    if (!Files.exists(PROGRAM)) {
      throw new IOException("go build: " + output);
    }
  }

  /** Returns the answers to some cases, in their order. */
  List<TemplateResult> ask(List<Case> cases) {
    // On another thread, because the process answers while it reads.
    var writer = Thread.ofVirtual().start(() -> write(cases));
    try {
      var result = new ArrayList<TemplateResult>(cases.size());
      for (var each : cases) {
        var line = answers.readLine();
        if (line == null) {
          throw new IOException("the oracle ended at\n" + each);
        }
        result.add(TemplateResult.of(Case.read(line)));
      }
      writer.join();
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void write(List<Case> cases) {
    try {
      for (var each : cases) {
        requests.write(each.line().toString());
        requests.write('\n');
      }
      requests.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    requests.close();
    process.destroy();
  }
}
