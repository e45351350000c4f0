package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as its image runs it, with the memory of its default container limit: no number and
 * no size of bodies ends it.
 */
class BodyMemoryTest {

  private static final Pattern PORTS = Pattern.compile("modelPort=(\\d+) healthPort=(\\d+)");
  private static final int DEFAULT_LIMIT_MIB = 160;

  /** A body waits for room for this long, so that it finds some however slow the machine is. */
  private static final Duration BODY_WAIT = Duration.ofMinutes(1);

  /** Far longer than {@link #BODY_WAIT}: no slow sender makes room by being given up. */
  private static final Duration BODY_TIMEOUT = Duration.ofMinutes(30);

  /** The memory limit in MiB that admission renders for bodies of 25 MiB. */
  private static final int LIMIT_FOR_25_MIB = 236;

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** An answer to one call. */
  private record Answer(int status, String body, boolean retryAfter) {

    boolean isServedOrOverloaded() {
      return status == 200 || (status == 503 && body.contains("\"Overloaded\"") && retryAfter);
    }
  }

  @Test
  void twentyBodiesOfSixMebibytesAtOnceAreAnswered() throws Exception {
    try (var pod = new Pod(300, 6 << 20, DEFAULT_LIMIT_MIB)) {
      var answers = pod.callAtOnce(20, image(6 << 20));

      assertThat(answers).filteredOn(each -> !each.isServedOrOverloaded()).isEmpty();
      assertThat(answers).filteredOn(each -> each.status == 200).hasSizeGreaterThanOrEqualTo(10);
      pod.assertServesOn();
    }
  }

  @Test
  void fourBodiesOf25MebibytesAreAnsweredWithThatSetting() throws Exception {
    try (var pod = new Pod(300, 25 << 20, LIMIT_FOR_25_MIB)) {
      var answers = pod.callAtOnce(4, image(25 << 20));

      assertThat(answers).filteredOn(each -> !each.isServedOrOverloaded()).isEmpty();
      assertThat(answers).filteredOn(each -> each.status == 200).isNotEmpty();
      pod.assertServesOn();
    }
  }

  @Test
  void bodiesOfMediumSizeUnderWayTogetherAreAnswered() throws Exception {
    try (var pod = new Pod(300, 6 << 20, DEFAULT_LIMIT_MIB)) {
      var sizes = new ArrayList<Buffer>();
      sizes.addAll(IntStream.range(0, 30).mapToObj(i -> image(1 << 20)).toList());
      sizes.addAll(IntStream.range(0, 20).mapToObj(i -> image(2 << 20)).toList());
      // The contents that take the most memory beside the body: names, blocks, messages, texts of
      // tools.
      sizes.add(names(6 << 20));
      sizes.add(repeated("{\"role\":\"user\",\"content\":\"a\"}", 45_000));
      sizes.add(toolResults(90_000));
      sizes.add(repeated("{\"role\":\"user\",\"content\":\"a\"}", 180_000));
      var answers = pod.callAll(sizes);

      assertThat(answers.subList(0, 53)).filteredOn(each -> !each.isServedOrOverloaded()).isEmpty();
      assertThat(answers.getLast())
          .matches(each -> each.status == 503 || each.body.contains("at most 100000 messages"));
      pod.assertServesOn();
    }
  }

  @Test
  void twoThousandSlowSmallCallsAreAnswered() throws Exception {
    try (var pod = new Pod(500, 6 << 20, DEFAULT_LIMIT_MIB)) {
      var answers = pod.callSlowly(2_000, Buffer.buffer(TestSidecar.message("Hi", 8)));

      assertThat(answers).filteredOn(each -> !each.isServedOrOverloaded()).isEmpty();
      assertThat(answers.stream().filter(each -> each.status == 200).count())
          .isGreaterThanOrEqualTo(500);
      pod.assertServesOn();
    }
  }

  @Test
  void whoSendsSlowlyDoesNotHoldUpOthers() throws Exception {
    try (var pod = new Pod(10, 6 << 20, DEFAULT_LIMIT_MIB)) {
      var large = image(6 << 20);
      // Together they announce three times the bytes that there is room for.
      var slow = pod.beginAll(18, large);

      assertThat(pod.callAtOnce(3, large)).extracting(Answer::status).containsOnly(200);

      slow.forEach(each -> each.request().reset());
      pod.assertServesOn();
    }
  }

  @Test
  void noContentOfAnyFormExhaustsTheMemory() throws Exception {
    try (var pod = new Pod(300, 6 << 20, DEFAULT_LIMIT_MIB)) {
      for (var content : HeavyContent.values()) {
        var body = Buffer.buffer(content.body((6 << 20) - 2_000));
        var answers = IntStream.range(0, 4).mapToObj(i -> pod.call(content.path(), body)).toList();

        assertThat(Pod.answers(answers)).as(content.name()).hasSize(4);
        assertThat(pod.process.isAlive()).as(content.name()).isTrue();
      }
      pod.assertServesOn();
    }
  }

  private static Buffer image(int size) {
    var before =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"what?\"},{\"image\":"
            + "{\"format\":\"png\",\"source\":{\"bytes\":\"";
    var behind = "\"}}}]}],\"maxTokens\":8}";
    return Buffer.buffer(before + "A".repeat(size - before.length() - behind.length()) + behind);
  }

  private static Buffer names(int size) {
    var body = new StringBuilder(size);
    body.append(
        "{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"t\","
            + "\"name\":\"n\",\"input\":{\"a\":0");
    for (var i = 0; body.length() < size - 100; i++) {
      body.append(",\"").append(Integer.toString(i, 36)).append("\":1");
    }
    return Buffer.buffer(body.append("}}}]}],\"maxTokens\":8}").toString());
  }

  private static Buffer repeated(String message, int count) {
    return Buffer.buffer(
        "{\"messages\":[" + (message + ",").repeat(count - 1) + message + "],\"maxTokens\":8}");
  }

  private static Buffer toolResults(int count) {
    var block = "{\"text\":\"a\"}";
    return Buffer.buffer(
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"t\","
            + "\"content\":["
            + (block + ",").repeat(count - 1)
            + block
            + "]}}]}],\"maxTokens\":8}");
  }

  /** A sidecar's process, its operator and its Bedrock. */
  private final class Pod implements AutoCloseable {
    private final SinkBedrock bedrock;
    private final TestControl control;
    private final Process process;
    private final int port;
    private final io.vertx.core.http.HttpClient http =
        vertx.createHttpClient(
            new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(4_000).setMaxWaitQueueSize(-1));

    Pod(long bedrockMillis, int maxBodyBytes, int limitMebibytes) throws IOException {
      bedrock = new SinkBedrock(bedrockMillis);
      control =
          new TestControl(
              certificate,
              new TestEndpoint(bedrock.url())
                  .daily("5000.00")
                  .maxTokens(8)
                  .maxBodyBytes(maxBodyBytes)
                  .build());
      var identity = Files.createDirectories(directory.resolve("identity"));
      Files.writeString(identity.resolve("token"), "pod");
      Files.writeString(identity.resolve("ca.crt"), control.ca());
      var builder = new ProcessBuilder(command(limitMebibytes));
      builder
          .environment()
          .putAll(
              Map.of(
                  "K8S_AI_ENDPOINTS", TestEndpoint.HAIKU.toString(),
                  "K8S_AI_CONTROL_URL", control.url().toString(),
                  "K8S_AI_IDENTITY_DIR", identity.toString(),
                  "K8S_AI_JOURNAL_DIR", directory.resolve("journal").toString(),
                  "K8S_AI_MAX_BODY_BYTES", Integer.toString(maxBodyBytes),
                  "K8S_AI_BODY_WAIT_MILLIS", Long.toString(BODY_WAIT.toMillis()),
                  "K8S_AI_BODY_TIMEOUT_MILLIS", Long.toString(BODY_TIMEOUT.toMillis()),
                  "K8S_AI_LOG_LEVEL", "info",
                  "K8S_AI_MODEL_API_PORT", "0",
                  "K8S_AI_HEALTH_PORT", "0"));
      process = builder.redirectErrorStream(true).start();
      port = started();
      awaitLease();
    }

    private static List<String> command(int limitMebibytes) throws IOException {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      Files.readAllLines(Path.of("jvm.options")).stream()
          .filter(each -> !each.startsWith("#"))
          .forEach(command::add);
      // Stands in for the container's memory limit.
      command.add("-XX:MaxRAM=" + limitMebibytes + "m");
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "ai.kernelpanic09.sidecar.Main"));
      return command;
    }

    private int started() throws IOException {
      var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      var said = new StringBuilder();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        var ports = PORTS.matcher(line);
        if (ports.find()) {
          Thread.ofVirtual().start(() -> lines.lines().forEach(each -> {}));
          return Integer.parseInt(ports.group(1));
        }
      }
      throw new IOException("it did not start: " + said);
    }

    List<Answer> callAtOnce(int count, Buffer body) throws Exception {
      return callAll(IntStream.range(0, count).mapToObj(i -> body).toList());
    }

    List<Answer> callAll(List<Buffer> bodies) throws Exception {
      return answers(bodies.stream().map(this::call).toList());
    }

    /** All send half of their body before any of them sends the rest. */
    List<Answer> callSlowly(int count, Buffer body) throws Exception {
      var begun = beginAll(count, body);
      for (var each : begun) {
        each.request().end(body.getBuffer(body.length() / 2, body.length()));
      }
      return answers(begun.stream().map(Begun::answer).toList());
    }

    /** A request of which half the body has been sent, but no more than 64 KiB. */
    record Begun(HttpClientRequest request, Future<Answer> answer) {}

    List<Begun> beginAll(int count, Buffer body) throws Exception {
      var half = Math.min(64 << 10, body.length() / 2);
      var begun = new ArrayList<Begun>();
      for (var i = 0; i < count; i++) {
        begun.add(
            await(
                request()
                    .compose(
                        request -> {
                          request.putHeader("content-length", Integer.toString(body.length()));
                          var answer = answer(request);
                          return request
                              .write(body.getBuffer(0, half))
                              .map(new Begun(request, answer));
                        })));
      }
      return begun;
    }

    private Future<Answer> call(Buffer body) {
      return call("/invoke/" + TestEndpoint.HAIKU, body);
    }

    Future<Answer> call(String path, Buffer body) {
      return request(path)
          .compose(
              request -> {
                var answer = answer(request);
                request.putHeader("content-length", Integer.toString(body.length()));
                request.end(body);
                return answer;
              });
    }

    private Future<HttpClientRequest> request() {
      return request("/invoke/" + TestEndpoint.HAIKU);
    }

    private Future<HttpClientRequest> request(String path) {
      return http.request(HttpMethod.POST, port, "127.0.0.1", path);
    }

    private static Future<Answer> answer(HttpClientRequest request) {
      var answer = Promise.<Answer>promise();
      request
          .response()
          .compose(
              response ->
                  response
                      .body()
                      .map(
                          body ->
                              new Answer(
                                  response.statusCode(),
                                  body.toString(),
                                  response.getHeader("retry-after") != null)))
          .onComplete(answer);
      return answer.future();
    }

    static List<Answer> answers(List<Future<Answer>> calls) throws Exception {
      var answers = new ArrayList<Answer>();
      for (var each : calls) {
        answers.add(await(each));
      }
      return answers;
    }

    private static <T> T await(Future<T> future) throws Exception {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.MINUTES);
    }

    /** The first lease may take longer than a call waits, on a busy machine. */
    private void awaitLease() {
      var message = Buffer.buffer(TestSidecar.message("Hi", 8));
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> await(call(message)).status == 200);
    }

    void assertServesOn() throws Exception {
      var answer = await(call(Buffer.buffer(TestSidecar.message("Hi", 8))));
      assertThat(answer.status).as(answer.body).isEqualTo(200);
      assertThat(process.isAlive()).isTrue();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
      control.close();
      bedrock.close();
    }
  }
}
