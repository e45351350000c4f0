package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Converse and ConverseStream, held against a fake that nobody here wrote (CopilotKit's aimock)
 * with AWS's unmodified SDK for JavaScript: the same members, the same order of events, the same
 * frames, the same errors, but for what {@link #OURS} and {@link #THEIRS} give a reason for.
 */
class OtherFakeTest {
  /** What only the simulator's answers have, and why that is right. */
  private static final Map<String, String> OURS =
      Map.of(
          "converse fails: ThrottlingException | 429 | Too many requests",
          "Bedrock names an error in x-amzn-errortype, and its body is a message",
          "stream fails: ThrottlingException | 429 | Too many requests",
          "the same before the first event of a stream",
          "converse has output.message.content[].reasoningContent.reasoningText.signature",
          "Claude signs its thinking, and wants the signature back",
          "stream has contentBlockDelta.delta.reasoningContent.signature",
          "the signature is a delta of its own in ReasoningContentBlockDelta",
          "converse has usage.cacheReadInputTokens",
          "models with prompt caching tell it, 0 too",
          "converse has usage.cacheWriteInputTokens",
          "models with prompt caching tell it, 0 too",
          "stream has metadata.usage.cacheReadInputTokens",
          "models with prompt caching tell it, 0 too",
          "stream has metadata.usage.cacheWriteInputTokens",
          "models with prompt caching tell it, 0 too",
          "stream frames padding",
          "Bedrock pads frames by a member p, against guesses from their lengths");

  /** What only the other fake's answers have, and why the simulator's lack it. */
  private static final Map<String, String> THEIRS =
      Map.of(
          "converse fails: Unknown | 429 | UnknownError",
          "it has no x-amzn-errortype, and its message is where Anthropic's API has it",
          "stream fails: Unknown | 429 | UnknownError",
          "the same before the first event of a stream",
          "stream has contentBlockStart.start {}",
          "ContentBlockStart is a tool's, a tool result's or an image's: Bedrock starts no text",
          "stream has contentBlockStart.contentBlockIndex",
          "in the cases without a tool: Bedrock starts neither texts nor thinking");

  private static final Path SOURCES = Path.of("src/test/node").toAbsolutePath();

  @Test
  void differsOnlyWhereThereIsAReason() throws IOException, InterruptedException {
    assumeTrue(nodeIsHere(), "Node 20 or newer is not installed");
    var folder = installed();
    Map<String, Set<String>> theirs;
    var fake = node(folder, "fake.mjs", Map.of()).start();
    try {
      var url =
          new BufferedReader(new InputStreamReader(fake.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      theirs = facts(folder, url, AwsSessionCredentials.create("any", "any", "any"));
    } finally {
      fake.destroy();
      assertThat(fake.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    Map<String, Set<String>> ours;
    try (var world = DemoAccount.start()) {
      dictate(world.simulator());
      ours = facts(folder, world.simulator().url(), world.assume("node"));
    }
    assertThat(ours.keySet()).isEqualTo(theirs.keySet()).hasSize(6);
    assertThat(missing(ours, theirs)).isEqualTo(OURS.keySet());
    assertThat(missing(theirs, ours)).isEqualTo(THEIRS.keySet());
    assertThat(shared(ours, theirs))
        .contains(
            "say: stream order messageStart > contentBlockDelta.text > contentBlockStop >"
                + " messageStop > metadata",
            "say: stream frames :content-type=7 :event-type=7 :message-type=7",
            "two tools: stream order messageStart > contentBlockDelta.text > contentBlockStop >"
                + " contentBlockStart.toolUse > contentBlockDelta.toolUse > contentBlockStop >"
                + " contentBlockStart.toolUse > contentBlockDelta.toolUse > contentBlockStop >"
                + " messageStop > metadata",
            "stop early: converse stops by max_tokens");
  }

  /** The answers that fake.mjs gives. */
  private static void dictate(Simulator simulator) {
    var hello = "{\"text\":\"Hello there, my friend.\"}";
    var tool =
        "{\"toolUse\":{\"toolUseId\":\"%s\",\"name\":\"weather\",\"input\":{\"city\":\"%s\"}}}";
    var bern = tool.formatted("t1", "Bern");
    var berlin = tool.formatted("t2", "Berlin");
    for (var content :
        List.of(
            hello,
            bern,
            "{\"text\":\"Let me see.\"},%s,%s".formatted(bern, berlin),
            "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"They say hello.\"}}}," + hello)) {
      simulator.control("POST", "scripts", "{\"times\":2,\"content\":[%s]}".formatted(content));
    }
    simulator.control(
        "POST",
        "scripts",
        "{\"times\":2,\"text\":\"Hello there, my\",\"stopReason\":\"max_tokens\"}");
    simulator.control(
        "POST",
        "faults",
        "{\"kind\":\"error\",\"error\":\"ThrottlingException\",\"message\":\"Too many requests\","
            + "\"skip\":10,\"times\":2}");
  }

  /** What each case's answers are made of. */
  private static Map<String, Set<String>> facts(
      Path folder, String url, AwsSessionCredentials credentials)
      throws IOException, InterruptedException {
    var environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", credentials.accessKeyId(),
            "AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey(),
            "AWS_SESSION_TOKEN", credentials.sessionToken());
    var cases = new JsonObject(run(node(folder, "shapes.mjs", environment), url));
    var facts = new LinkedHashMap<String, Set<String>>();
    for (var each : cases) {
      var seen = new TreeSet<String>();
      var told = (JsonObject) each.getValue();
      answer(told.getJsonObject("answer"), seen);
      stream(told.getJsonObject("stream"), seen);
      facts.put(each.getKey(), seen);
    }
    return facts;
  }

  private static void answer(JsonObject answer, Set<String> seen) {
    if (answer.containsKey("error")) {
      seen.add("converse fails: " + answer.getString("error"));
      return;
    }
    strings(answer.getJsonArray("members")).forEach(m -> seen.add("converse has " + m));
    seen.add("converse stops by " + answer.getString("stopReason"));
    seen.add("converse says " + answer.getJsonArray("content").encode());
  }

  private static void stream(JsonObject stream, Set<String> seen) {
    if (stream.containsKey("error")) {
      seen.add("stream fails: " + stream.getString("error"));
      return;
    }
    strings(stream.getJsonArray("members")).forEach(m -> seen.add("stream has " + m));
    strings(stream.getJsonArray("frames")).forEach(f -> seen.add("stream frames " + f));
    seen.add("stream says " + stream.getJsonArray("said").encode());
    seen.add(
        "stream order "
            + strings(stream.getJsonArray("order")).stream()
                .filter(e -> !e.equals("contentBlockStart"))
                .collect(Collectors.joining(" > ")));
  }

  /** The facts that {@code some} have and {@code others} lack in the same case. */
  private static Set<String> missing(
      Map<String, Set<String>> some, Map<String, Set<String>> others) {
    var missing = new TreeSet<String>();
    some.forEach(
        (name, facts) ->
            facts.stream()
                .filter(f -> !others.getOrDefault(name, Set.of()).contains(f))
                .forEach(missing::add));
    return missing;
  }

  private static Set<String> shared(
      Map<String, Set<String>> some, Map<String, Set<String>> others) {
    var shared = new TreeSet<String>();
    some.forEach(
        (name, facts) ->
            facts.stream()
                .filter(f -> others.getOrDefault(name, Set.of()).contains(f))
                .forEach(f -> shared.add(name + ": " + f)));
    return shared;
  }

  private static List<String> strings(JsonArray array) {
    return array.stream().map(String.class::cast).toList();
  }

  private static boolean nodeIsHere() throws InterruptedException {
    try {
      var process =
          new ProcessBuilder(
                  "node", "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)")
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The programs with what they need, installed once outside the tree. */
  private static Path installed() throws IOException, InterruptedException {
    var cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    var folder = cache.resolve("k8s-ai-operator").resolve("other-fake");
    Files.createDirectories(folder);
    boolean stale = !Files.exists(folder.resolve("node_modules").resolve(".package-lock.json"));
    for (var file : List.of("package.json", "package-lock.json", "fake.mjs", "shapes.mjs")) {
      var wanted = Files.readString(SOURCES.resolve(file));
      var there = folder.resolve(file);
      if (!Files.exists(there) || !Files.readString(there).equals(wanted)) {
        Files.writeString(there, wanted);
        stale |= file.endsWith(".json");
      }
    }
    if (stale) {
      run(
          new ProcessBuilder(
                  new ArrayList<>(List.of("npm", "ci", "--no-audit", "--no-fund", "--silent")))
              .directory(folder.toFile()));
    }
    return folder;
  }

  private static ProcessBuilder node(Path folder, String program, Map<String, String> environment) {
    var builder =
        new ProcessBuilder(new ArrayList<>(List.of("node", folder.resolve(program).toString())))
            .directory(folder.toFile());
    builder.environment().keySet().removeIf(each -> each.startsWith("AWS_"));
    builder.environment().putAll(environment);
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static String run(ProcessBuilder builder, String... arguments)
      throws IOException, InterruptedException {
    var errors = Files.createTempFile("node", ".log");
    try {
      builder.command().addAll(List.of(arguments));
      var process = builder.redirectError(errors.toFile()).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "%s failed: %s".formatted(builder.command(), Files.readString(errors)));
      }
      return output;
    } finally {
      Files.deleteIfExists(errors);
    }
  }
}
