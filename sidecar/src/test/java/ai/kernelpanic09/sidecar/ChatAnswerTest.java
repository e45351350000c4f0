package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.ModelFamilies.json;
import static ai.kernelpanic09.sidecar.OpenAiCalls.body;
import static ai.kernelpanic09.sidecar.OpenAiCalls.events;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions, whole and in chunks, as OpenAI gives them. */
class ChatAnswerTest {

  private static final String STREAM = "\"stream\":true";
  private static final String CHUNK =
      "{\"id\":\"chatcmpl-ID\",\"object\":\"chat.completion.chunk\",\"created\":1,"
          + "\"model\":\"claude-haiku\",\"choices\":[";
  private static final String JSON_OBJECT = "\"response_format\":{\"type\":\"json_object\"}";

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private OpenAiCalls calls;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    calls = new OpenAiCalls(certificate, directory, bedrock);
  }

  @AfterEach
  void stop() {
    bedrock.close();
  }

  /** An answer of these blocks. */
  private static String answer(String blocks, String stopReason) {
    return """
        {"output":{"message":{"role":"assistant","content":[%s]}},"stopReason":"%s",
         "usage":{"inputTokens":10,"outputTokens":2,"totalTokens":16,"cacheReadInputTokens":3,
          "cacheWriteInputTokens":1},"metrics":{"latencyMs":1}}"""
        .formatted(blocks, stopReason);
  }

  private JsonNode whole(String blocks, String stopReason, String more) {
    bedrock.ok(answer(blocks, stopReason));
    return json(body(calls.chat(more)));
  }

  private static String delta(int block, String delta) {
    return "{\"contentBlockIndex\":%d,\"delta\":%s}".formatted(block, delta);
  }

  private static String toolStart(int block, String id, String name) {
    return "{\"contentBlockIndex\":%d,\"start\":{\"toolUse\":{\"toolUseId\":\"%s\",\"name\":\"%s\"}}}"
        .formatted(block, id, name);
  }

  private static Frames stopped(Frames frames, int block) {
    return frames.event("contentBlockStop", "{\"contentBlockIndex\":" + block + "}");
  }

  private static String joined(List<String> chunks, String pointer) {
    var text = new StringBuilder();
    for (var each : chunks) {
      if (!each.equals("[DONE]")) {
        text.append(json(each).at("/choices/0/delta" + pointer).asText(""));
      }
    }
    return text.toString();
  }

  @Test
  void aTextIsACompletion() {
    assertThat(whole("{\"text\":\"Hel\\u00e9\"},{\"text\":\" \\\"you\\\"\"}", "end_turn", ""))
        .isEqualTo(
            json(
                """
                {"id":"chatcmpl-ID","object":"chat.completion","created":1,"model":"claude-haiku",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Hel\\u00e9 \\"you\\"",
                  "refusal":null},"logprobs":null,"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":14,"completion_tokens":2,"total_tokens":16,
                  "prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":1},
                  "completion_tokens_details":{"reasoning_tokens":0}}}"""));
  }

  @Test
  void severalToolsAreUsedAtOnce() {
    var message =
        whole(
                """
                {"toolUse":{"toolUseId":"t1","name":"run","input":{ "n": 1 }}},
                {"toolUse":{"toolUseId":"t2","name":"now","input":{}}}""",
                "tool_use",
                "")
            .at("/choices/0");
    assertThat(message)
        .isEqualTo(
            json(
                """
                {"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
                 {"id":"t1","type":"function","function":{"name":"run","arguments":"{\\"n\\":1}"}},
                 {"id":"t2","type":"function","function":{"name":"now","arguments":"{}"}}],
                 "refusal":null},"logprobs":null,"finish_reason":"tool_calls"}"""));
  }

  @Test
  void thoughtsAreThereToSeeAndToHandBack() {
    var message =
        whole(
                """
                {"reasoningContent":{"reasoningText":{"text":"Hm\\n","signature":"c2ln"}}},
                {"reasoningContent":{"redactedContent":"cmVk"}},{"text":"Yes."}""",
                "end_turn",
                "")
            .at("/choices/0/message");
    assertThat(message)
        .isEqualTo(
            json(
                """
                {"role":"assistant","content":"Yes.","reasoning_content":"Hm\\n","thinking_blocks":[
                 {"type":"thinking","thinking":"Hm\\n","signature":"c2ln"},
                 {"type":"redacted_thinking","data":"cmVk"}],"refusal":null}"""));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, stop",
    "stop_sequence, stop",
    "max_tokens, length",
    "model_context_window_exceeded, length",
    "guardrail_intervened, content_filter",
    "content_filtered, content_filter",
    "tool_use, tool_calls",
    "malformed_model_output, stop"
  })
  void anAnswerEndsForAReason(String stopReason, String finishReason) {
    assertThat(whole("{\"text\":\"a\"}", stopReason, "").at("/choices/0/finish_reason").asText())
        .isEqualTo(finishReason);
  }

  @Test
  void jsonComesOfAToolsInput() {
    var choice =
        whole(
                "{\"text\":\"Here:\"},{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"json_output\","
                    + "\"input\":{\"a\":[1,\"\\u00e9\"]}}}",
                "tool_use",
                JSON_OBJECT)
            .at("/choices/0");
    assertThat(choice)
        .isEqualTo(
            json(
                """
                {"index":0,"message":{"role":"assistant","content":"{\\"a\\":[1,\\"\\u00e9\\"]}",
                 "refusal":null},"logprobs":null,"finish_reason":"stop"}"""));
  }

  @Test
  void aStreamIsChunks() {
    bedrock.stream(Frames.answering("Hel", "lo \\u00e9"));
    var response = calls.chat(STREAM);
    assertThat(response.headers().firstValue("x-model-endpoint"))
        .contains("ai-workloads/claude-haiku");
    assertThat(events(response))
        .containsExactly(
            CHUNK
                + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                + "\"logprobs\":null,\"finish_reason\":null}]}",
            CHUNK
                + "{\"index\":0,\"delta\":{\"content\":\"Hel\"},"
                + "\"logprobs\":null,\"finish_reason\":null}]}",
            CHUNK
                + "{\"index\":0,\"delta\":{\"content\":\"lo \\u00e9\"},"
                + "\"logprobs\":null,\"finish_reason\":null}]}",
            CHUNK + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}",
            "[DONE]");
  }

  @Test
  void theLastChunkTellsWhatWasUsedWhereThatIsAsked() {
    bedrock.stream(Frames.answering("Hi"));
    var chunks = events(calls.chat(STREAM + ",\"stream_options\":{\"include_usage\":true}"));
    assertThat(chunks).hasSize(5);
    assertThat(chunks.subList(0, 3))
        .allSatisfy(
            each -> {
              assertThat(json(each).path("usage").isNull()).isTrue();
              assertThat(json(each).path("choices")).hasSize(1);
            });
    assertThat(chunks.get(3))
        .isEqualTo(
            CHUNK
                + "],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2,\"total_tokens\":12,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
  }

  @Test
  void toolsComeOneAfterTheOtherInAStream() {
    var frames = new Frames().begun().delta("Well.").blockStop();
    frames.event("contentBlockStart", toolStart(1, "t1", "run"));
    frames.event("contentBlockDelta", delta(1, "{\"toolUse\":{\"input\":\"\"}}"));
    frames.event("contentBlockDelta", delta(1, "{\"toolUse\":{\"input\":\"{\\\"n\\\"\"}}"));
    frames.event("contentBlockDelta", delta(1, "{\"toolUse\":{\"input\":\":1}\"}}"));
    stopped(frames, 1).event("contentBlockStart", toolStart(2, "t2", "now"));
    bedrock.stream(stopped(frames, 2).stop("tool_use").metadata());
    var deltas =
        events(calls.chat(STREAM)).stream()
            .filter(each -> each.contains("tool_calls\":["))
            .map(each -> json(each).at("/choices/0/delta/tool_calls/0"))
            .toList();
    assertThat(deltas)
        .containsExactly(
            json(
                "{\"index\":0,\"id\":\"t1\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"run\",\"arguments\":\"\"}}"),
            json("{\"index\":0,\"function\":{\"arguments\":\"{\\\"n\\\"\"}}"),
            json("{\"index\":0,\"function\":{\"arguments\":\":1}\"}}"),
            json(
                "{\"index\":1,\"id\":\"t2\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"now\",\"arguments\":\"\"}}"),
            json("{\"index\":1,\"function\":{\"arguments\":\"{}\"}}"));
  }

  @Test
  void thoughtsOfAStreamCanBePutTogetherByIndex() {
    var frames = new Frames().begun();
    frames.event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"H\"}}"));
    frames.event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"m\"}}"));
    frames.event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"signature\":\"c2ln\"}}"));
    stopped(frames, 0);
    frames.event(
        "contentBlockDelta", delta(1, "{\"reasoningContent\":{\"redactedContent\":\"cmVk\"}}"));
    stopped(frames, 1).event("contentBlockDelta", delta(2, "{\"text\":\"Yes.\"}"));
    bedrock.stream(stopped(frames, 2).stop("end_turn").metadata());
    var chunks = events(calls.chat(STREAM));
    assertThat(joined(chunks, "/reasoning_content")).isEqualTo("Hm");
    assertThat(joined(chunks, "/content")).isEqualTo("Yes.");
    assertThat(
            chunks.stream()
                .filter(each -> each.contains("thinking_blocks"))
                .map(each -> json(each).at("/choices/0/delta/thinking_blocks/0")))
        .containsExactly(
            json("{\"index\":0,\"type\":\"thinking\",\"thinking\":\"H\"}"),
            json("{\"index\":0,\"type\":\"thinking\",\"thinking\":\"m\"}"),
            json("{\"index\":0,\"type\":\"thinking\",\"signature\":\"c2ln\"}"),
            json("{\"index\":1,\"type\":\"redacted_thinking\",\"data\":\"cmVk\"}"));
  }

  @Test
  void jsonOfAStreamIsTheToolsInputAlone() {
    var frames = new Frames().begun().delta("Here:").blockStop().tool("{\"a\":1}");
    bedrock.stream(stopped(frames, 1).stop("tool_use").metadata());
    var chunks = events(calls.chat(STREAM + "," + JSON_OBJECT));
    assertThat(joined(chunks, "/content")).isEqualTo("{\"a\":1}");
    assertThat(json(chunks.get(chunks.size() - 2)).at("/choices/0/finish_reason").asText())
        .isEqualTo("stop");
  }

  @Test
  void whatAModelSaysInsteadOfJsonIsNotLost() {
    bedrock.stream(
        new Frames().begun().delta("I ").delta("can't.").blockStop().stop("end_turn").metadata());
    assertThat(joined(events(calls.chat(STREAM + "," + JSON_OBJECT)), "/content"))
        .isEqualTo("I can't.");
  }

  @Test
  void aFailureInMidStreamIsAChunkAndNotTheEnd() {
    bedrock.stream(
        new Frames().begun().delta("Hel").exception("modelStreamErrorException", "it broke"));
    var chunks = events(calls.chat(STREAM));
    assertThat(joined(chunks, "/content")).isEqualTo("Hel");
    assertThat(json(chunks.getLast()).path("error").path("type").asText()).isEqualTo("api_error");
    assertThat(json(chunks.getLast()).path("error").path("code").asText())
        .isEqualTo("upstream_error");
    assertThat(chunks).doesNotContain("[DONE]");
  }

  @Test
  void aFailureBeforeTheFirstChunkHasItsStatus() {
    bedrock.stream(new Frames().begun().exception("validationException", "no"));
    var response = calls.chat(STREAM);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
    assertThat(json(response.body()).at("/error/param").isNull()).isTrue();
  }
}
