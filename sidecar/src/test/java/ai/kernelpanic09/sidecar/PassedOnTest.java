package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a caller may send arrives at Bedrock as it was sent. */
class PassedOnTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOOL =
      "\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"run\",\"inputSchema\":{\"json\":"
          + "{\"type\":\"object\"}}}}]}";

  @TempDir static Path directory;
  private static final ScriptedBedrock BEDROCK = new ScriptedBedrock().ok();
  private static TestControl control;
  private static TestSidecar sidecar;

  @BeforeAll
  static void start() {
    control =
        new TestControl(TestCertificate.create(directory), new TestEndpoint(BEDROCK.url()).build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
  }

  @AfterAll
  static void stop() {
    sidecar.close();
    control.close();
    BEDROCK.close();
  }

  /** The request that Bedrock gets for a body that is served. */
  private static JsonNode sent(String body) throws IOException {
    var response = sidecar.invoke(body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(BEDROCK.bodies().getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "success | [{\"text\":\"\"}]",
        "success | []",
        "success | [{\"text\":\" \\n\"}]",
        "success | [{\"json\":{}}]",
        "error   | [{\"text\":\"\"}]",
        "success | [{\"text\":\"\\u00a0\"},{\"text\":\"x\"}]",
      })
  void aToolMaySayNothing(String status, String content) throws IOException {
    var sent =
        sent(
            """
            {"messages":[{"role":"user","content":"run it"},
             {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"run","input":{}}}]},
             {"role":"user","content":[{"toolResult":{"toolUseId":"t1","status":"%s","content":%s}}]}],
            %s}"""
                .formatted(status, content, TOOL));

    assertThat(sent.at("/messages/2/content/0/toolResult/content"))
        .isEqualTo(JSON.readTree(content));
    assertThat(sent.at("/messages/2/content/0/toolResult/status").asText()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\ud83c\\udf0d",
        "\uD83C\uDF0D",
        "a\\u0000b",
        "\\u00a0x",
        "\\\"\\\\\\/\\b\\f\\n\\r\\t"
      })
  void textsArriveCharacterByCharacter(String text) throws IOException {
    var sent = sent("{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(text));

    assertThat(sent.at("/messages/0/content"))
        .isEqualTo(JSON.readTree("[{\"text\":\"%s\"}]".formatted(text)));
  }

  @Test
  void membersMayComeInAnyOrderAndInAnyLayout() throws IOException {
    var sent =
        sent(
            """
            \uFEFF { "stream" : false , "stopSequences" : [ "END" , "\\u00e9" ] ,
              %s ,
              "messages" : [ { "content" : "one" , "role" : "user" } ,
                { "role" : "assistant" , "content" : [ { "text" : "two" } ] } ,
                { "role" : "user" , "content" : "three" } ] ,
              "maxTokens" : 7 , "system" : "be brief" , "topP" : 1 }
            """
                .formatted(TOOL));

    assertThat(sent.path("messages"))
        .isEqualTo(
            JSON.readTree(
                """
                [{"content":[{"text":"one"}],"role":"user"},
                 {"role":"assistant","content":[{"text":"two"}]},
                 {"role":"user","content":[{"text":"three"}]}]
                """));
    assertThat(sent.path("system")).isEqualTo(JSON.readTree("[{\"text\":\"be brief\"}]"));
    assertThat(sent.path("toolConfig"))
        .isEqualTo(JSON.readTree("{" + TOOL + "}").path("toolConfig"));
    assertThat(sent.path("inferenceConfig"))
        .isEqualTo(
            JSON.readTree(
                """
                {"maxTokens":7,"topP":1,"stopSequences":["END","é"]}
                """));
    assertThat(sent.has("stream")).isFalse();
    assertThat(sent.at("/requestMetadata/endpoint").asText())
        .isEqualTo("ai-workloads/claude-haiku");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 4_096, 8_192, 32_768, 70_000, 300_000, 1_900_000})
  void bodiesOfAnySizeArriveWhole(int size) throws IOException {
    var bytes = "QUJD".repeat(size / 4);
    var sent =
        sent(
            ("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"what?\"},{\"image\":"
                    + "{\"format\":\"png\",\"source\":{\"bytes\":\"%s\"}}}]},"
                    + "{\"role\":\"assistant\",\"content\":\"%s\"},"
                    + "{\"role\":\"user\",\"content\":\"ß\"}]}")
                .formatted(bytes, "é".repeat(size)));

    assertThat(sent.at("/messages/0/content/1/image/source/bytes").asText()).isEqualTo(bytes);
    assertThat(sent.at("/messages/1/content/0/text").asText()).isEqualTo("é".repeat(size));
    assertThat(sent.at("/messages/2/content/0/text").asText()).isEqualTo("ß");
  }
}
