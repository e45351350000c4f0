package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.ModelFamilies.json;
import static ai.kernelpanic09.sidecar.OpenAiCalls.body;
import static ai.kernelpanic09.sidecar.OpenAiCalls.events;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses, whole and as events, as OpenAI gives them. */
class ResponsesAnswerTest {

  private static final String STREAM = "\"stream\":true";
  private static final String SUMMARY = "\"reasoning\":{\"summary\":\"auto\"}";
  private static final String JSON_OBJECT = "\"text\":{\"format\":{\"type\":\"json_object\"}}";
  private static final String KEPT =
      base64("{\"bedrock_reasoning\":1,\"thinking\":\"Hm\",\"signature\":\"c2ln\"}");
  private static final String REDACTED = base64("{\"bedrock_reasoning\":1,\"redacted\":\"cmVk\"}");

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

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode whole(String blocks, String stopReason, String more) {
    bedrock.ok(
        """
        {"output":{"message":{"role":"assistant","content":[%s]}},"stopReason":"%s",
         "usage":{"inputTokens":10,"outputTokens":2,"totalTokens":16,"cacheReadInputTokens":3,
          "cacheWriteInputTokens":1},"metrics":{"latencyMs":1}}"""
            .formatted(blocks, stopReason));
    return json(body(calls.responses(more)));
  }

  private static String delta(int block, String delta) {
    return "{\"contentBlockIndex\":%d,\"delta\":%s}".formatted(block, delta);
  }

  private static Frames stopped(Frames frames, int block) {
    return frames.event("contentBlockStop", "{\"contentBlockIndex\":" + block + "}");
  }

  private static Frames thinking() {
    var frames = new Frames().begun();
    frames.event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"H\"}}"));
    frames.event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"m\"}}"));
    frames.event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"signature\":\"c2ln\"}}"));
    return stopped(frames, 0);
  }

  private static List<String> types(List<String> events) {
    return events.stream().map(each -> json(each).path("type").asText()).toList();
  }

  private static JsonNode ended(List<String> events) {
    return json(events.getLast()).path("response");
  }

  @Test
  void aResponseRepeatsItsSettings() {
    var response =
        whole(
            "{\"text\":\"Hel\\u00e9\"},{\"text\":\" \\\"you\\\"\"}",
            "end_turn",
            "\"instructions\":\"Be\\nbrief.\",\n \"temperature\":0.5,\"max_output_tokens\":50,"
                + "\"metadata\":{ \"a\":\n\"b\" },\"user\":\"u\",\"tools\":[\n{\"type\":\"function\","
                + "\"name\":\"run\",\"parameters\":{}}]");
    assertThat(response)
        .isEqualTo(
            json(
                """
                {"id":"resp_ID","object":"response","created_at":1,"status":"completed",
                 "error":null,"incomplete_details":null,"background":false,"model":"claude-haiku",
                 "previous_response_id":null,"service_tier":"default","store":false,
                 "top_logprobs":0,"instructions":"Be\\nbrief.","max_output_tokens":50,
                 "max_tool_calls":null,"metadata":{"a":"b"},"parallel_tool_calls":true,
                 "prompt_cache_key":null,"safety_identifier":null,"temperature":0.5,
                 "tool_choice":"auto","tools":[{"type":"function","name":"run","parameters":{}}],
                 "top_p":1.0,"truncation":"disabled","user":"u",
                 "reasoning":{"effort":null,"summary":null},
                 "text":{"format":{"type":"text"},"verbosity":"medium"},
                 "output":[{"id":"msg_ID0","type":"message","role":"assistant",
                  "status":"completed","content":[{"type":"output_text","annotations":[],
                  "logprobs":[],"text":"Hel\\u00e9 \\"you\\""}]}],
                 "usage":{"input_tokens":14,"input_tokens_details":{"cached_tokens":3,
                  "cache_write_tokens":1},"output_tokens":2,
                  "output_tokens_details":{"reasoning_tokens":0},"total_tokens":16}}"""));
  }

  @Test
  void itemsComeInTheModelsOrder() {
    var blocks =
        """
        {"reasoningContent":{"reasoningText":{"text":"Hm","signature":"c2ln"}}},
        {"reasoningContent":{"redactedContent":"cmVk"}},{"text":"Well."},
        {"toolUse":{"toolUseId":"t1","name":"run","input":{ "n": 1 }}},
        {"toolUse":{"toolUseId":"t2","name":"now","input":{}}}""";
    assertThat(whole(blocks, "tool_use", SUMMARY).path("output"))
        .isEqualTo(
            json(
                """
                [{"id":"rs_ID0","type":"reasoning","summary":[{"type":"summary_text","text":"Hm"}],
                  "encrypted_content":"%s"},
                 {"id":"rs_ID1","type":"reasoning","summary":[],"encrypted_content":"%s"},
                 {"id":"msg_ID2","type":"message","role":"assistant","status":"completed",
                  "content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Well."}]},
                 {"id":"fc_ID3","type":"function_call","status":"completed","call_id":"t1",
                  "name":"run","arguments":"{\\"n\\":1}"},
                 {"id":"fc_ID4","type":"function_call","status":"completed","call_id":"t2",
                  "name":"now","arguments":"{}"}]"""
                    .formatted(KEPT, REDACTED)));
  }

  @Test
  void thoughtsAreShownOnlyWhereThatIsAsked() {
    var response =
        whole(
            "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"Hm\",\"signature\":\"c2ln\"}}}",
            "end_turn",
            "");
    assertThat(response.at("/output/0/summary")).isEmpty();
    assertThat(response.at("/output/0/encrypted_content").asText()).isEqualTo(KEPT);
  }

  @ParameterizedTest
  @CsvSource({
    "max_tokens, max_output_tokens",
    "model_context_window_exceeded, max_output_tokens",
    "guardrail_intervened, content_filter",
    "content_filtered, content_filter"
  })
  void anAnswerMayBeIncomplete(String stopReason, String reason) {
    var response = whole("{\"text\":\"a\"}", stopReason, "");
    assertThat(response.path("status").asText()).isEqualTo("incomplete");
    assertThat(response.at("/incomplete_details/reason").asText()).isEqualTo(reason);
    assertThat(response.at("/output/0/status").asText()).isEqualTo("incomplete");
  }

  @Test
  void jsonComesOfAToolsInput() {
    var output =
        whole(
                "{\"text\":\"Here:\"},{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"json_output\","
                    + "\"input\":{\"a\":1}}}",
                "tool_use",
                JSON_OBJECT)
            .path("output");
    assertThat(output).hasSize(1);
    assertThat(output.at("/0/content/0/text").asText()).isEqualTo("{\"a\":1}");
  }

  @Test
  void aTextStreamHasAllEventsInTheirOrder() {
    bedrock.stream(Frames.answering("Hel", "lo \\u00e9"));
    var events = events(calls.responses(STREAM + ",\n\"metadata\":{\n}"));
    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    for (var i = 0; i < events.size(); i++) {
      assertThat(json(events.get(i)).path("sequence_number").asInt(-1)).isEqualTo(i);
    }
    var created = json(events.get(0)).path("response");
    assertThat(created.path("status").asText()).isEqualTo("in_progress");
    assertThat(created.path("output")).isEmpty();
    assertThat(created.path("usage").isNull()).isTrue();
    var part =
        "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"Hello \\u00e9\"}";
    assertThat(events.subList(2, 9))
        .containsExactly(
            "{\"type\":\"response.output_item.added\",\"sequence_number\":2,\"output_index\":0,"
                + "\"item\":{\"id\":\"msg_ID0\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"status\":\"in_progress\",\"content\":[]}}",
            "{\"type\":\"response.content_part.added\",\"sequence_number\":3,"
                + "\"item_id\":\"msg_ID0\",\"output_index\":0,\"content_index\":0,\"part\":"
                + "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}}",
            "{\"type\":\"response.output_text.delta\",\"sequence_number\":4,"
                + "\"item_id\":\"msg_ID0\",\"output_index\":0,\"content_index\":0,"
                + "\"delta\":\"Hel\",\"logprobs\":[]}",
            "{\"type\":\"response.output_text.delta\",\"sequence_number\":5,"
                + "\"item_id\":\"msg_ID0\",\"output_index\":0,\"content_index\":0,"
                + "\"delta\":\"lo \\u00e9\",\"logprobs\":[]}",
            "{\"type\":\"response.output_text.done\",\"sequence_number\":6,"
                + "\"item_id\":\"msg_ID0\",\"output_index\":0,\"content_index\":0,"
                + "\"text\":\"Hello \\u00e9\",\"logprobs\":[]}",
            "{\"type\":\"response.content_part.done\",\"sequence_number\":7,"
                + "\"item_id\":\"msg_ID0\",\"output_index\":0,\"content_index\":0,\"part\":"
                + part
                + "}",
            "{\"type\":\"response.output_item.done\",\"sequence_number\":8,\"output_index\":0,"
                + "\"item\":{\"id\":\"msg_ID0\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"status\":\"completed\",\"content\":["
                + part
                + "]}}");
    assertThat(ended(events).at("/output/0/content/0/text").asText()).isEqualTo("Hello \u00e9");
    assertThat(ended(events).path("status").asText()).isEqualTo("completed");
    assertThat(ended(events).at("/usage/total_tokens").asLong()).isEqualTo(12);
    assertThat(ended(events).path("id")).isEqualTo(created.path("id"));
  }

  @Test
  void thoughtsAndToolsHaveEventsOfTheirOwn() {
    var frames = thinking();
    frames.event(
        "contentBlockDelta", delta(1, "{\"reasoningContent\":{\"redactedContent\":\"cmVk\"}}"));
    stopped(frames, 1);
    frames.event(
        "contentBlockStart",
        "{\"contentBlockIndex\":2,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"run\"}}}");
    frames.event("contentBlockDelta", delta(2, "{\"toolUse\":{\"input\":\"{\\\"n\\\"\"}}"));
    frames.event("contentBlockDelta", delta(2, "{\"toolUse\":{\"input\":\":1}\"}}"));
    stopped(frames, 2);
    frames.event(
        "contentBlockStart",
        "{\"contentBlockIndex\":3,\"start\":{\"toolUse\":{\"toolUseId\":\"t2\",\"name\":\"now\"}}}");
    bedrock.stream(stopped(frames, 3).stop("tool_use").metadata());
    var events = events(calls.responses(STREAM + "," + SUMMARY));
    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.reasoning_summary_part.added",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.delta",
            "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    assertThat(json(events.get(14)).path("arguments").asText()).isEqualTo("{\"n\":1}");
    assertThat(json(events.get(18)).path("arguments").asText()).isEqualTo("{}");
    assertThat(json(events.get(6)).path("text").asText()).isEqualTo("Hm");
    assertThat(ended(events).path("output"))
        .isEqualTo(
            json(
                """
                [{"id":"rs_ID0","type":"reasoning","summary":[{"type":"summary_text","text":"Hm"}],
                  "encrypted_content":"%s"},
                 {"id":"rs_ID1","type":"reasoning","summary":[],"encrypted_content":"%s"},
                 {"id":"fc_ID2","type":"function_call","status":"completed","call_id":"t1",
                  "name":"run","arguments":"{\\"n\\":1}"},
                 {"id":"fc_ID3","type":"function_call","status":"completed","call_id":"t2",
                  "name":"now","arguments":"{}"}]"""
                    .formatted(KEPT, REDACTED)));
  }

  @Test
  void thoughtsThatNobodyAskedForHaveNoSummary() {
    bedrock.stream(
        stopped(thinking().event("contentBlockDelta", delta(1, "{\"text\":\"Yes\"}")), 1)
            .stop("end_turn")
            .metadata());
    var events = events(calls.responses(STREAM));
    assertThat(types(events)).noneMatch(each -> each.contains("summary"));
    assertThat(ended(events).at("/output/0/encrypted_content").asText()).isEqualTo(KEPT);
    assertThat(ended(events).at("/output/1/content/0/text").asText()).isEqualTo("Yes");
  }

  @Test
  void aStreamMayEndIncomplete() {
    bedrock.stream(new Frames().begun().delta("Hel").blockStop().stop("max_tokens").metadata());
    var events = events(calls.responses(STREAM));
    assertThat(types(events).getLast()).isEqualTo("response.incomplete");
    assertThat(ended(events).at("/incomplete_details/reason").asText())
        .isEqualTo("max_output_tokens");
    assertThat(ended(events).at("/output/0/status").asText()).isEqualTo("incomplete");
  }

  @Test
  void jsonOfAStreamIsTheToolsInputAlone() {
    var frames = new Frames().begun().delta("Here:").blockStop().tool("{\"a\":1}");
    bedrock.stream(stopped(frames, 1).stop("tool_use").metadata());
    var events = events(calls.responses(STREAM + "," + JSON_OBJECT));
    assertThat(ended(events).path("output")).hasSize(1);
    assertThat(ended(events).at("/output/0/content/0/text").asText()).isEqualTo("{\"a\":1}");
    assertThat(types(events)).noneMatch(each -> each.contains("function"));
  }

  @Test
  void whatAModelSaysInsteadOfJsonIsNotLost() {
    bedrock.stream(
        new Frames().begun().delta("I ").delta("can't.").blockStop().stop("end_turn").metadata());
    assertThat(
            ended(events(calls.responses(STREAM + "," + JSON_OBJECT)))
                .at("/output/0/content/0/text")
                .asText())
        .isEqualTo("I can't.");
  }

  @Test
  void aFailureInMidStreamIsAnErrorAndTheResponseFails() {
    bedrock.stream(new Frames().begun().delta("Hel").exception("throttlingException", "slow down"));
    var events = events(calls.responses(STREAM));
    var types = types(events);
    assertThat(types.subList(types.size() - 2, types.size()))
        .containsExactly("error", "response.failed");
    var error = json(events.get(events.size() - 2));
    assertThat(error.path("code").asText()).isEqualTo("rate_limit_exceeded");
    assertThat(error.at("/error/type").asText()).isEqualTo("rate_limit_error");
    assertThat(ended(events).path("status").asText()).isEqualTo("failed");
    assertThat(ended(events).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
    assertThat(ended(events).at("/output/0/content/0/text").asText()).isEqualTo("Hel");
  }

  @Test
  void aFailureBeforeTheFirstEventHasItsStatus() {
    bedrock.error(400, "ValidationException");
    var response = calls.responses(STREAM);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
  }
}
