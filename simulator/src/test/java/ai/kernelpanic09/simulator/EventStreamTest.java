package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Event streams, read with AWS's own decoder. */
class EventStreamTest {
  private static final String PATH =
      "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream";
  private static final String HELLO =
      """
      {"messages":[{"role":"user","content":[{"text":"Hello stream"}]}],
      "inferenceConfig":{"maxTokens":64},"requestMetadata":{"call":"c1"}}""";

  private DemoAccount world;
  private Wire wire;

  @BeforeEach
  void start() {
    world = DemoAccount.start();
    wire = Wire.bedrock(world, world.assume("session"));
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aStreamMayHaveThousandsOfEvents() {
    world
        .simulator()
        .control(
            "POST",
            "scripts",
            "{\"content\":[{\"text\":\"%s\"}]}".formatted("word ".repeat(40_000)));
    var response = wire.post(PATH, HELLO.replace("64", "60000"));
    assertThat(decode(response)).hasSizeGreaterThan(10_000);
  }

  @Test
  void aConverseStreamHasFramesWithPaddingAndUsageAtItsEnd() {
    var response = wire.post(PATH, HELLO);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .hasValue("application/vnd.amazon.eventstream");
    var messages = decode(response);
    assertThat(messages.stream().map(m -> header(m, ":event-type")))
        .startsWith("messageStart", "contentBlockDelta")
        .endsWith("contentBlockStop", "messageStop", "metadata");
    assertThat(json(messages.getFirst())).containsKey("p");
    var text = new StringBuilder();
    for (var message : messages) {
      if (header(message, ":event-type").equals("contentBlockDelta")) {
        text.append(new JsonObject(json(message)).getJsonObject("delta").getString("text"));
      }
    }
    assertThat(text).startsWith("You said: Hello stream.");
    var usage = new JsonObject(json(messages.getLast())).getJsonObject("usage");
    var bill = world.simulator().bill().total();
    assertThat(usage.getLong("outputTokens")).isEqualTo(bill.tokens().output());
    assertThat(usage.getLong("inputTokens")).isEqualTo(bill.tokens().input());
  }

  @Test
  void anExceptionInTheMiddleBillsWhatWasSaid() {
    world
        .simulator()
        .control(
            "POST",
            "faults",
            "{\"kind\":\"stream-exception\",\"error\":\"ThrottlingException\",\"afterEvents\":3}");
    var messages = decode(wire.post(PATH, HELLO));
    assertThat(messages).hasSize(4);
    assertThat(header(messages.getLast(), ":message-type")).isEqualTo("exception");
    assertThat(header(messages.getLast(), ":exception-type")).isEqualTo("throttlingException");
    var call = world.simulator().bill().calls().getLast();
    assertThat(call.charge().tokens().output()).isEqualTo(4);
    assertThat(call.result().error()).isEqualTo("ThrottlingException");
  }

  @Test
  void aToolIsUsedInPieces() {
    world
        .simulator()
        .control(
            "POST",
            "scripts",
            """
            {"content":[{"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Berlin"}}}]}""");
    var messages = decode(wire.post(PATH, HELLO));
    var input = new StringBuilder();
    for (var message : messages) {
      if (header(message, ":event-type").equals("contentBlockDelta")) {
        input.append(
            new JsonObject(json(message))
                .getJsonObject("delta")
                .getJsonObject("toolUse")
                .getString("input"));
      }
    }
    assertThat(input.toString()).isEqualTo("{\"city\":\"Berlin\"}");
    assertThat(json(messages.get(messages.size() - 2))).containsEntry("stopReason", "tool_use");
  }

  @Test
  void anAnthropicStreamCarriesItsOwnEvents() {
    var response =
        wire.post(
            "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke-with-response-stream",
            """
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":64,
            "messages":[{"role":"user","content":"Hello"}]}""");
    var types = new ArrayList<String>();
    for (var message : decode(response)) {
      assertThat(header(message, ":event-type")).isEqualTo("chunk");
      var bytes = Base64.getDecoder().decode((String) json(message).get("bytes"));
      types.add(new JsonObject(Buffer.buffer(bytes)).getString("type"));
    }
    assertThat(types)
        .startsWith("message_start", "content_block_start", "content_block_delta")
        .endsWith("content_block_stop", "message_delta", "message_stop");
  }

  @Test
  void http2WithPriorKnowledgeIsSpoken() throws Exception {
    var vertx = Vertx.vertx();
    try {
      var signed = wire.sign("POST", PATH, HELLO, Map.of("content-type", "application/json"));
      var client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
      var version =
          client
              .request(
                  new RequestOptions()
                      .setMethod(HttpMethod.POST)
                      .setHost("127.0.0.1")
                      .setPort(world.simulator().port())
                      .setURI(PATH))
              .compose(
                  request -> {
                    signed
                        .headers()
                        .forEach(
                            (name, values) -> {
                              if (!name.equalsIgnoreCase("host")) {
                                request.putHeader(name, values);
                              }
                            });
                    return request.send(Buffer.buffer(HELLO));
                  })
              .map(response -> response.version() + " " + response.statusCode())
              .toCompletionStage()
              .toCompletableFuture()
              .get(60, TimeUnit.SECONDS);
      assertThat(version).isEqualTo("HTTP_2 200");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static List<Message> decode(HttpResponse<byte[]> response) {
    var decoder = new MessageDecoder();
    decoder.feed(response.body());
    return decoder.getDecodedMessages();
  }

  private static String header(Message message, String name) {
    var value = message.getHeaders().get(name);
    return value == null ? "" : value.getString();
  }

  private static Map<String, Object> json(Message message) {
    return new JsonObject(new String(message.getPayload(), StandardCharsets.UTF_8)).getMap();
  }
}
