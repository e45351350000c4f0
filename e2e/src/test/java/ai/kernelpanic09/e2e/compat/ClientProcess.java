package ai.kernelpanic09.e2e.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client's program: it reads requests and tells results, each a line of JSON. */
final class ClientProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_SECONDS = 120;

  private final Process process;
  private final Path errors;
  private final BufferedWriter requests;
  private final BufferedReader results;

  /**
   * Starts a program.
   *
   * @param environment its variables, beside those of this machine that lead to no provider
   */
  ClientProcess(List<String> command, Path folder, Map<String, String> environment)
      throws IOException {
    errors = Files.createTempFile("client", ".log");
    var builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            each -> each.toUpperCase(Locale.ROOT).matches("(AWS|OPENAI|ANTHROPIC)_.*|.*_PROXY"));
    builder.environment().putAll(environment);
    process = builder.start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    results = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Has the program do something, and returns what it tells of it. */
  Result ask(String method, String model, Map<String, Object> details)
      throws IOException, InterruptedException {
    var request = new HashMap<String, Object>();
    request.put("prompt", "What is the weather in Lisbon?");
    request.putAll(details);
    request.put("feature", method);
    request.put("model", model);
    requests.write(JSON.writeValueAsString(request));
    requests.newLine();
    requests.flush();
    var told = told(method);
    return new Result(
        Result.Outcome.valueOf(told.path("outcome").asText().toUpperCase(Locale.ROOT)),
        told.path("saw").asText(),
        told.path("message").asText());
  }

  private JsonNode told(String method) throws IOException, InterruptedException {
    var line = CompletableFuture.supplyAsync(this::line);
    try {
      return JSON.readTree(line.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new IllegalStateException(method + ": no result: " + Files.readString(errors), e);
    }
  }

  private String line() {
    try {
      var line = results.readLine();
      // What a library prints by itself is no result.
      while (line != null && !line.startsWith("{\"feature\"")) {
        line = results.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("the program ended");
      }
      return line;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the program has written to its standard error. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(errors);
  }
}
