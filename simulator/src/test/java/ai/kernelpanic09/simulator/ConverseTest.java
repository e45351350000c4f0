package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentSource;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormat;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;
import software.amazon.eventstream.MessageDecoder;

/** What Converse does beyond a text: thinking, tools, schemas, citations, and what it refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class ConverseTest {
  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String SONNET = "us.anthropic.claude-sonnet-4-6";
  private static final String OPUS = "us.anthropic.claude-opus-4-7";
  private static final String NOVA = "amazon.nova-micro-v1:0";
  private static final String BUDGET =
      "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}";
  private static final String ADAPTIVE = "{\"thinking\":{\"type\":\"adaptive\"}}";
  private static final String SCHEMA =
      """
      {"type":"object","additionalProperties":false,"required":["city","days"],"properties":{
        "city":{"enum":["Berlin","Bern"]},"days":{"type":"array","items":{"$ref":"#/$defs/day"}}},
       "$defs":{"day":{"type":"object","additionalProperties":false,"properties":{
        "date":{"type":"string","format":"date"},"warm":{"type":"boolean"},
        "degrees":{"anyOf":[{"type":"integer"},{"type":"null"}]}}}}}\
      """;

  private DemoAccount world;
  private Wire wire;
  private BedrockRuntimeClient runtime;

  @BeforeAll
  void start() {
    world = DemoAccount.start();
    var session = world.assume("session");
    wire = Wire.bedrock(world, session);
    runtime = world.runtime(session);
  }

  @BeforeEach
  void forget() {
    world.simulator().control("POST", "reset", "{\"what\":[\"bill\",\"scripts\",\"faults\"]}");
  }

  @AfterAll
  void stop() {
    runtime.close();
    world.close();
  }

  @Test
  void thinkingComesFirstAndIsBilledAsOutput() {
    var plain = ask(HAIKU, r -> {});
    var answer = ask(HAIKU, r -> r.additionalModelRequestFields(document(BUDGET)));
    var content = answer.output().message().content();
    assertThat(content).hasSize(2);
    var thought = content.getFirst().reasoningContent().reasoningText();
    assertThat(thought.text()).startsWith("The user says: Hello");
    assertThat(thought.signature()).isNotEmpty();
    assertThat(content.getLast().text())
        .isEqualTo(plain.output().message().content().getFirst().text());
    assertThat(answer.usage().outputTokens()).isGreaterThan(plain.usage().outputTokens());
    assertThat(world.simulator().bill().calls().getLast().charge().tokens().output())
        .isEqualTo(answer.usage().outputTokens().longValue());
  }

  @Test
  void opusHidesWhatItThinksUnlessASummaryIsWanted() {
    var hidden = thought(ask(OPUS, r -> r.additionalModelRequestFields(document(ADAPTIVE))));
    assertThat(hidden.reasoningContent().reasoningText().text()).isEmpty();
    assertThat(hidden.reasoningContent().reasoningText().signature()).isNotEmpty();
    var shown =
        thought(
            ask(
                OPUS,
                r ->
                    r.additionalModelRequestFields(
                        document(
                            "{\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"}}"))));
    assertThat(shown.reasoningContent().reasoningText().text()).startsWith("The user says");
  }

  @Test
  void thinkingIsTakenBackAsItWasGivenAndNotOtherwise() {
    world
        .simulator()
        .control(
            "POST",
            "scripts",
            """
            {"content":[{"reasoningContent":{"reasoningText":{"text":"Let me see."}}},
            {"reasoningContent":{"redactedContent":"c2VjcmV0"}},
            {"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Berlin"}}},
            {"toolUse":{"toolUseId":"t2","name":"weather","input":{"city":"Bern"}}}]}\
            """);
    var first = ask(HAIKU, r -> weather(r).additionalModelRequestFields(document(BUDGET)));
    assertThat(first.stopReason()).isEqualTo(StopReason.TOOL_USE);
    var given = first.output().message().content();
    assertThat(goOn(given).stopReason()).isEqualTo(StopReason.END_TURN);

    var changed = new ArrayList<>(given);
    changed.set(
        0,
        ContentBlock.fromReasoningContent(
            c ->
                c.reasoningText(
                    t ->
                        t.text("Let me guess.")
                            .signature(
                                given.getFirst().reasoningContent().reasoningText().signature()))));
    assertThatThrownBy(() -> goOn(changed))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(
            "The model returned the following errors: messages.1.content.0: Invalid signature in"
                + " thinking block");
    var unsigned = new ArrayList<>(given);
    unsigned.set(
        0, ContentBlock.fromReasoningContent(c -> c.reasoningText(t -> t.text("Let me see."))));
    assertThatThrownBy(() -> goOn(unsigned))
        .hasMessageContaining("messages.1.content.0.thinking.signature: Field required");
    var redacted = new ArrayList<>(given);
    redacted.set(
        1,
        ContentBlock.fromReasoningContent(
            c -> c.redactedContent(SdkBytes.fromUtf8String("something else"))));
    assertThatThrownBy(() -> goOn(redacted))
        .hasMessageContaining("messages.1.content.1: Invalid data in redacted_thinking block");
    assertThatThrownBy(() -> goOn(given.subList(2, 4)))
        .hasMessageContaining(
            "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found"
                + " `tool_use`.");
  }

  @Test
  void anotherSimulatorKnowsNotThisOnesThinking() {
    var given = ask(HAIKU, r -> r.additionalModelRequestFields(document(BUDGET)));
    try (var other = DemoAccount.start(SimulatorConfig.defaults().withSeed(7));
        var client = other.runtime(other.assume("session"))) {
      assertThatThrownBy(
              () ->
                  client.converse(
                      r ->
                          r.modelId(HAIKU)
                              .messages(
                                  DemoAccount.user("Hello"),
                                  given.output().message(),
                                  DemoAccount.user("Go on"))))
          .hasMessageContaining("Invalid signature in thinking block");
    }
  }

  @Test
  void aStreamThinksThenSignsThenSays() {
    var events =
        stream(
            HAIKU,
            """
            {"messages":[{"role":"user","content":[{"text":"Hello"}]}],
            "inferenceConfig":{"maxTokens":2000},"additionalModelRequestFields":%s}\
            """
                .formatted(BUDGET));
    var thought = new StringBuilder();
    var deltas = new ArrayList<String>();
    for (var event : events) {
      var delta = event.getJsonObject("delta");
      if (delta != null && delta.getValue("reasoningContent") instanceof JsonObject part) {
        deltas.addAll(part.fieldNames());
        thought.append(part.getString("text", ""));
      }
    }
    assertThat(thought).startsWith("The user says: Hello");
    assertThat(deltas).endsWith("text", "signature").containsOnlyOnce("signature");
  }

  @Test
  void theMessagesApiThinksToo() {
    var body =
        """
        {"anthropic_version":"bedrock-2023-05-31","max_tokens":2000,
        "thinking":{"type":"enabled","budget_tokens":1024},
        "messages":[{"role":"user","content":"Hello"}%s]}\
        """;
    var answer = invoke(HAIKU, body.formatted(""));
    var thought = answer.getJsonArray("content").getJsonObject(0);
    assertThat(thought.getString("type")).isEqualTo("thinking");
    assertThat(thought.getString("thinking")).startsWith("The user says: Hello");
    var more = ",{\"role\":\"assistant\",\"content\":%s},{\"role\":\"user\",\"content\":\"Go on\"}";
    var next = invoke(HAIKU, body.formatted(more.formatted(answer.getJsonArray("content"))));
    assertThat(next.getString("stop_reason")).isEqualTo("end_turn");
    thought.put("thinking", "Something else.");
    assertThat(
            Wire.text(
                post(
                    HAIKU,
                    "invoke",
                    body.formatted(more.formatted(answer.getJsonArray("content"))))))
        .isEqualTo("{\"message\":\"messages.1.content.0: Invalid signature in thinking block\"}");
  }

  @Test
  void aSchemaIsFitted() {
    var answer = ask(HAIKU, r -> r.outputConfig(c -> c.textFormat(f -> schema(f, SCHEMA))));
    var json = new JsonObject(answer.output().message().content().getFirst().text());
    assertThat(json.getString("city")).isEqualTo("Berlin");
    var day = json.getJsonArray("days").getJsonObject(0);
    assertThat(day.getString("date")).isEqualTo("2026-01-01");
    assertThat(day.getValue("degrees")).isInstanceOf(Integer.class);
    assertThat(answer.usage().outputTokens()).isPositive();
    assertThatThrownBy(
            () ->
                ask(
                    HAIKU,
                    r ->
                        r.outputConfig(c -> c.textFormat(f -> schema(f, "{\"type\":\"object\"}")))))
        .hasMessageContaining(
            "output_config.format.schema: For 'object' type, 'additionalProperties' must be"
                + " explicitly set to false");
    assertThatThrownBy(
            () ->
                ask(
                    HAIKU,
                    r ->
                        r.outputConfig(
                            c ->
                                c.textFormat(
                                    f ->
                                        schema(
                                            f,
                                            "{\"type\":\"array\",\"maxItems\":3,\"items\":{}}")))))
        .hasMessageContaining("For 'array' type, property 'maxItems' is not supported");
    assertThatThrownBy(
            () -> ask(NOVA, r -> r.outputConfig(c -> c.textFormat(f -> schema(f, SCHEMA)))))
        .hasMessageContaining(
            "This model doesn't support the outputConfig.textFormat field. Remove"
                + " outputConfig.textFormat and try again.");
  }

  @Test
  void aToolThatMustBeUsedIsUsed() {
    for (var model : List.of(HAIKU, NOVA)) {
      var answer = ask(model, r -> weather(r, c -> c.any(a -> {})));
      assertThat(answer.stopReason()).isEqualTo(StopReason.TOOL_USE);
      var use = answer.output().message().content().getFirst().toolUse();
      assertThat(use.name()).isEqualTo("weather");
      assertThat(use.input().asMap()).containsEntry("city", Document.fromString("Hello"));
    }
    var named = ask(HAIKU, r -> weather(r, c -> c.tool(t -> t.name("time"))));
    assertThat(named.output().message().content().getFirst().toolUse().name()).isEqualTo("time");
  }

  @Test
  void membersOfTheModelsOwnAnswerAreToldWhenTheyExist() {
    var answer =
        ask(
            HAIKU,
            r ->
                r.inferenceConfig(c -> c.stopSequences("lo"))
                    .additionalModelResponseFieldPaths(
                        "/stop_sequence", "/no_such", "/usage/input_tokens"));
    assertThat(answer.additionalModelResponseFields().asMap())
        .containsOnlyKeys("stop_sequence", "usage");
    assertThat(answer.additionalModelResponseFields().asMap())
        .containsEntry("stop_sequence", Document.fromString("lo"));
    var stop =
        stream(
                HAIKU,
                """
                {"messages":[{"role":"user","content":[{"text":"Hello"}]}],
                "additionalModelResponseFieldPaths":["/stop_reason"]}\
                """)
            .stream()
            .filter(e -> e.containsKey("stopReason"))
            .findFirst()
            .orElseThrow();
    assertThat(stop.getJsonObject("additionalModelResponseFields"))
        .isEqualTo(new JsonObject().put("stop_reason", "end_turn"));
    assertThatThrownBy(() -> ask(HAIKU, r -> r.additionalModelResponseFieldPaths("stop_reason")))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("invalid JSON Pointer");
  }

  @Test
  void aDocumentIsCitedWhenThatIsWanted() {
    var document =
        DocumentBlock.builder()
            .name("facts")
            .format("txt")
            .source(DocumentSource.fromBytes(SdkBytes.fromUtf8String("Bern is in Switzerland.")))
            .citations(c -> c.enabled(true))
            .build();
    var answer =
        runtime.converse(
            r ->
                r.modelId(HAIKU)
                    .messages(
                        Message.builder()
                            .role("user")
                            .content(
                                ContentBlock.fromText("Where is Bern?"),
                                ContentBlock.fromDocument(document))
                            .build()));
    var cited = answer.output().message().content().getFirst().citationsContent();
    assertThat(cited.content().getFirst().text()).startsWith("You said: Where is Bern?");
    var citation = cited.citations().getFirst();
    assertThat(citation.title()).isEqualTo("facts");
    assertThat(citation.sourceContent().getFirst().text()).isEqualTo("Bern is in Switzerland.");
    assertThat(citation.location().documentChar().end()).isEqualTo(23);

    var events =
        stream(
            HAIKU,
            """
            {"messages":[{"role":"user","content":[{"text":"Where?"},{"document":{"name":"facts",
            "source":{"content":[{"text":"Bern is in Switzerland."}]},
            "citations":{"enabled":true}}}]}]}\
            """);
    var deltas =
        events.stream()
            .filter(e -> e.containsKey("delta"))
            .map(e -> e.getJsonObject("delta"))
            .toList();
    assertThat(deltas.getFirst().getString("text")).isEqualTo("You said");
    assertThat(deltas.getLast().getJsonObject("citation").getJsonObject("location"))
        .isEqualTo(
            new JsonObject("{\"documentChunk\":{\"documentIndex\":0,\"start\":0,\"end\":1}}"));
  }

  @Test
  void theMessagesApiCitesInItsOwnWords() {
    var answer =
        invoke(
            HAIKU,
            """
            {"anthropic_version":"bedrock-2023-05-31","max_tokens":99,"messages":[{"role":"user",
            "content":[{"type":"document","title":"facts","citations":{"enabled":true},
            "source":{"type":"text","media_type":"text/plain","data":"Bern."}},
            {"type":"text","text":"Where?"}]}]}\
            """);
    assertThat(answer.getJsonArray("content").getJsonObject(0).getJsonArray("citations"))
        .isEqualTo(
            new JsonArray(
                """
                [{"cited_text":"Bern.","type":"char_location","document_index":0,
                "document_title":"facts","start_char_index":0,"end_char_index":5}]\
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        HAIKU
            + " | {\"temperature\":0.5,\"topP\":0.9} | {} | `temperature` and `top_p` cannot both"
            + " be specified for this model. Please use only one.",
        SONNET
            + " | {\"temperature\":0.5,\"topP\":0.9} | {} | `temperature` and `top_p` cannot both"
            + " be specified for this model. Please use only one.",
        OPUS + " | {\"temperature\":1} | {} | `temperature` is deprecated for this model.",
        OPUS + " | {\"topP\":0.9} | {} | `top_p` is deprecated for this model.",
        OPUS + " | {} | {\"top_k\":5} | `top_k` is deprecated for this model.",
        HAIKU + " | {} | {\"reasoning\":{}} | reasoning: Extra inputs are not permitted",
        NOVA
            + " | {} | {\"top_k\":5} | Malformed input request: #: extraneous key [top_k] is not"
            + " permitted, please reformat your input and try again.",
        NOVA + " | {} | {} | Malformed input request, please reformat your input and try again.",
        HAIKU + " | {} | " + ADAPTIVE + " | adaptive thinking is not supported on this model",
        OPUS
            + " | {} | "
            + BUDGET
            + " | \"thinking.type.enabled\" is not supported for this model.",
        HAIKU
            + " | {} | {\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1000}} |"
            + " thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        HAIKU
            + " | {\"maxTokens\":1024} | "
            + BUDGET
            + " | `max_tokens` must be greater than `thinking.budget_tokens`.",
        HAIKU
            + " | {\"temperature\":0.5} | "
            + BUDGET
            + " | `temperature` may only be set to 1 when thinking is enabled.",
        HAIKU
            + " | {\"topP\":0.9} | "
            + BUDGET
            + " | `top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.",
        HAIKU
            + " | {\"stopSequences\":[\"END\",\" \"]} | {} | stop_sequences: each stop sequence must"
            + " contain non-whitespace",
        HAIKU
            + " | {} | {\"thinking\":{\"type\":\"on\"}} | thinking: Input tag 'on' found using"
            + " 'type' does not match",
        HAIKU
            + " | {} | {\"output_config\":{\"effort\":\"low\"}} | This model does not support the"
            + " effort parameter.",
        OPUS
            + " | {} | {\"output_config\":{\"effort\":\"lowest\"}} | output_config.effort: Input"
            + " should be 'low', 'medium', 'high', 'xhigh' or 'max'",
      })
  void aModelRefusesInItsOwnWords(String model, String config, String fields, String message) {
    var response =
        post(
            model,
            "converse",
            """
            {"messages":[{"role":"user","content":[{"text":"Hello"}]}],"inferenceConfig":%s,
            "additionalModelRequestFields":%s}\
            """
                .formatted(config, fields));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-amzn-errortype").orElse(""))
        .startsWith("ValidationException:");
    assertThat(new JsonObject(Wire.text(response)).getString("message"))
        .startsWith("The model returned the following errors: " + message);
    assertThat(world.simulator().bill().total().billedNanoDollars()).isZero();
  }

  @ParameterizedTest
  @CsvSource({OPUS + ", 400", HAIKU + ", 200"})
  void aBegunAnswerIsNotEveryModels(String model, int status) {
    var response =
        post(
            model,
            "converse",
            """
            {"messages":[{"role":"user","content":[{"text":"Hello"}]},
            {"role":"assistant","content":[{"text":"Well,"}]}]}\
            """);
    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 400) {
      assertThat(Wire.text(response))
          .contains(
              "The model returned the following errors: This model does not support assistant"
                  + " message prefill. The conversation must end with a user message.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5m 5m 5m 5m 5m | A maximum of 4 blocks with cache_control may be provided. Found 5.",
        "5m 1h | a ttl='1h' cache_control block must not come after a ttl='5m'",
      })
  void cachePointsAreFewAndTheLongerOnesFirst(String ttls, String message) {
    var content = new StringBuilder("{\"text\":\"Hello\"}");
    for (var ttl : ttls.split(" ", -1)) {
      content.append(",{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"%s\"}}".formatted(ttl));
    }
    var body = "{\"messages\":[{\"role\":\"user\",\"content\":[%s]}]}".formatted(content);
    assertThat(Wire.text(post(HAIKU, "converse", body)))
        .contains("The model returned the following errors: " + message);
  }

  @Test
  void aCacheTellsWhatItWroteForHowLongAndWhatItRead() {
    var body =
        """
        {"system":[{"text":"%s"},{"cachePoint":{"type":"default","ttl":"1h"}}],
        "messages":[{"role":"user","content":[{"text":"%s"},{"cachePoint":{"type":"default"}},
        {"text":"Hello"}]}]}"""
            .formatted("word ".repeat(4_000), "more ".repeat(4_000));
    var written = usage(body);
    assertThat(written.getLong("cacheReadInputTokens")).isZero();
    var details = written.getJsonArray("cacheDetails");
    assertThat(details.getJsonObject(0))
        .isEqualTo(new JsonObject().put("ttl", "1h").put("inputTokens", 5_008));
    assertThat(details.getJsonObject(1))
        .isEqualTo(new JsonObject().put("ttl", "5m").put("inputTokens", 5_000));
    assertThat(written.getLong("cacheWriteInputTokens")).isEqualTo(10_008);
    var read = usage(body);
    assertThat(read.getLong("cacheReadInputTokens")).isEqualTo(10_008);
    assertThat(read.getLong("cacheWriteInputTokens")).isZero();
    assertThat(read.getLong("inputTokens")).isEqualTo(written.getLong("inputTokens"));
  }

  private JsonObject usage(String body) {
    return new JsonObject(Wire.text(post(HAIKU, "converse", body))).getJsonObject("usage");
  }

  @Test
  void effortIsTakenWhereTheModelHasIt() {
    assertThat(ask(OPUS, r -> r.outputConfig(c -> c.effort("xhigh"))).stopReason())
        .isEqualTo(StopReason.END_TURN);
    assertThatThrownBy(() -> ask(HAIKU, r -> r.outputConfig(c -> c.effort("low"))))
        .hasMessageContaining("This model does not support the effort parameter.");
  }

  @Test
  void thinkingAndAForcedToolExcludeEachOther() {
    assertThatThrownBy(
            () ->
                ask(
                    HAIKU,
                    r ->
                        weather(r, c -> c.any(a -> {}))
                            .additionalModelRequestFields(document(BUDGET))))
        .hasMessageContaining("Thinking may not be enabled when tool_choice forces tool use.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistral.mistral-7b-instruct-v0:2", "us.deepseek.r1-v1:0"})
  void aModelWithoutToolsSaysSo(String model) {
    assertThatThrownBy(() -> ask(model, ConverseTest::weather))
        .hasMessageContaining("This model doesn't support tool use.");
  }

  @Test
  void whatAModelCannotIsRefused() {
    assertThatThrownBy(
            () -> ask("meta.llama3-1-8b-instruct-v1:0", r -> weather(r, c -> c.any(a -> {}))))
        .hasMessageContaining(
            "This model doesn't support the toolConfig.toolChoice.any field. Remove"
                + " toolConfig.toolChoice.any and try again.");
    assertThatThrownBy(
            () -> ask("mistral.mistral-7b-instruct-v0:2", r -> r.system(s -> s.text("Be kind."))))
        .hasMessageContaining("This model doesn't support system messages.");
  }

  @Test
  void everyUseOfAToolWantsItsResult() {
    var use =
        ContentBlock.fromToolUse(
            ToolUseBlock.builder().toolUseId("t1").name("weather").input(document("{}")).build());
    var assistant = Message.builder().role("assistant").content(use).build();
    assertThatThrownBy(
            () ->
                runtime.converse(
                    r ->
                        weather(
                            r.modelId(HAIKU)
                                .messages(
                                    DemoAccount.user("Hello"),
                                    assistant,
                                    DemoAccount.user("Well?")))))
        .hasMessageContaining(
            "Expected toolResult blocks at messages.2.content for the following Ids: t1");
    assertThatThrownBy(
            () ->
                runtime.converse(
                    r ->
                        weather(
                            r.modelId(HAIKU)
                                .messages(
                                    Message.builder().role("user").content(result("t1")).build()))))
        .hasMessageContaining(
            "The number of toolResult blocks at messages.0.content exceeds the number of toolUse"
                + " blocks of previous turn.");
  }

  private ConverseResponse ask(String model, Consumer<ConverseRequest.Builder> more) {
    return runtime.converse(
        r -> {
          r.modelId(model).messages(DemoAccount.user("Hello"));
          more.accept(r);
        });
  }

  private ConverseResponse goOn(List<ContentBlock> assistant) {
    return runtime.converse(
        r ->
            weather(
                r.modelId(HAIKU)
                    .messages(
                        DemoAccount.user("Hello"),
                        Message.builder().role("assistant").content(assistant).build(),
                        Message.builder().role("user").content(result("t1"), result("t2")).build())
                    .additionalModelRequestFields(document(BUDGET))));
  }

  private static ContentBlock result(String id) {
    return ContentBlock.fromToolResult(t -> t.toolUseId(id).content(c -> c.text("18 degrees")));
  }

  private static ContentBlock thought(ConverseResponse answer) {
    return answer.output().message().content().getFirst();
  }

  private static ConverseRequest.Builder weather(ConverseRequest.Builder request) {
    return weather(request, c -> c.auto(a -> {}));
  }

  private static ConverseRequest.Builder weather(
      ConverseRequest.Builder request, Consumer<ToolChoice.Builder> choice) {
    var schema =
        ToolInputSchema.fromJson(
            document("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"));
    return request.toolConfig(
        c ->
            c.tools(
                    t -> t.toolSpec(s -> s.name("weather").inputSchema(schema)),
                    t -> t.toolSpec(s -> s.name("time").inputSchema(schema)))
                .toolChoice(choice));
  }

  private static void schema(OutputFormat.Builder format, String schema) {
    format
        .type(OutputFormatType.JSON_SCHEMA)
        .structure(s -> s.jsonSchema(j -> j.name("trip").schema(schema)));
  }

  private static Document document(String json) {
    return of(new JsonObject(json));
  }

  private static Document of(Object value) {
    return switch (value) {
      case JsonObject object -> {
        var map = Document.mapBuilder();
        object.forEach(e -> map.putDocument(e.getKey(), of(e.getValue())));
        yield map.build();
      }
      case Integer number -> Document.fromNumber(number);
      default -> Document.fromString(value.toString());
    };
  }

  private HttpResponse<byte[]> post(String model, String operation, String body) {
    return wire.post("/model/%s/%s".formatted(model.replace(":", "%3A"), operation), body);
  }

  private JsonObject invoke(String model, String body) {
    return new JsonObject(Wire.text(post(model, "invoke", body)));
  }

  private List<JsonObject> stream(String model, String body) {
    var decoder = new MessageDecoder();
    decoder.feed(post(model, "converse-stream", body).body());
    return decoder.getDecodedMessages().stream()
        .map(m -> new JsonObject(new String(m.getPayload(), StandardCharsets.UTF_8)))
        .toList();
  }
}
