package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.ModelFamilies.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model gets of a chat completion, and what none gets. */
class ChatRequestTest {

  private static final String PATH = "/v1/chat/completions";
  private static final String HI = "{\"role\":\"user\",\"content\":\"Hi\"}";
  private static final String TOOL =
      "{\"type\":\"function\",\"function\":{\"name\":\"run\",\"description\":\"Runs it\","
          + "\"parameters\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}}";
  private static final String TOOL_SPEC =
      "{\"toolSpec\":{\"name\":\"run\",\"description\":\"Runs it\",\"inputSchema\":{\"json\":"
          + "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}}}}";

  @TempDir static Path directory;
  private static ModelFamilies models;

  @BeforeAll
  static void start() {
    models = new ModelFamilies(directory);
  }

  @AfterAll
  static void stop() {
    models.close();
  }

  private static String body(String model, String messages, String more) {
    return "{\"model\":\"%s\",\"messages\":[%s]%s}"
        .formatted(model, messages, more.isEmpty() ? "" : "," + more);
  }

  private static JsonNode sent(String messages) {
    return models.sent(PATH, body(ModelFamilies.HAIKU_4_5, messages, ""));
  }

  private static JsonNode sentWith(String more) {
    return models.sent(PATH, body(ModelFamilies.HAIKU_4_5, HI, more));
  }

  /** The error of a call that reaches no model. */
  private static JsonNode refused(String body) {
    var before = models.calls();
    var response = models.post(PATH, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    assertThat(models.calls()).isEqualTo(before);
    var error = json(response.body()).path("error");
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    return error;
  }

  @Test
  void systemPromptsStandTogetherAndMessagesOfOneSideBecomeOne() {
    var sent =
        sent(
            """
            {"role":"system","content":"Be brief."},
            {"role":"user","content":"One","name":"ada"},
            {"role":"developer","content":[{"type":"text","text":"Be kind."},
             {"type":"text","text":" "}]},
            {"content":[{"text":"Two","type":"text"}],"role":"user"},
            {"role":"assistant","content":"Yes?"},
            {"role":"assistant","content":[{"type":"text","text":"Well?"},
             {"type":"refusal","refusal":"No."}],"refusal":null,"annotations":[]},
            {"role":"system","content":""},
            {"role":"user","content":"Three"}""");
    assertThat(sent.path("system"))
        .isEqualTo(json("[{\"text\":\"Be brief.\"},{\"text\":\"Be kind.\"}]"));
    assertThat(sent.path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"user","content":[{"text":"One"},{"text":"Two"}]},
                 {"role":"assistant","content":[{"text":"Yes?"},{"text":"Well?"},{"text":"No."}]},
                 {"role":"user","content":[{"text":"Three"}]}]"""));
    assertThat(sent.has("toolConfig")).isFalse();
  }

  @Test
  void anAssistantThatSaidNothingLeavesNoMessage() {
    var sent =
        sent(
            """
            {"role":"user","content":"One"},{"role":"assistant","content":null},
            {"role":"assistant","content":""},{"role":"assistant"},
            {"role":"assistant","content":[]},{"role":"user","content":"Two"}""");
    assertThat(sent.path("messages"))
        .isEqualTo(
            json("[{\"role\":\"user\",\"content\":[{\"text\":\"One\"},{\"text\":\"Two\"}]}]"));
  }

  @Test
  void toolsThatWereUsedAreOfferedStill() {
    var sent =
        sent(
            """
            {"role":"user","content":"Run both"},
            {"role":"assistant","content":null,"tool_calls":[
             {"id":"call_1","type":"function","function":{"name":"run","arguments":"{\\"n\\":1}"}},
             {"id":"call/2","type":"function","index":1,
              "function":{"name":"stop","arguments":"","parsed_arguments":{}}}]},
            {"role":"tool","tool_call_id":"call_1","content":"done"},
            {"role":"tool","tool_call_id":"call/2","content":[{"type":"text","text":""}]},
            {"role":"user","content":"And?"}""");
    var other = sent.at("/messages/1/content/1/toolUse/toolUseId").asText();
    assertThat(other).matches("id-[0-9a-f]{40}");
    assertThat(sent.path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"user","content":[{"text":"Run both"}]},
                 {"role":"assistant","content":[
                  {"toolUse":{"toolUseId":"call_1","name":"run","input":{"n":1}}},
                  {"toolUse":{"toolUseId":"%s","name":"stop","input":{}}}]},
                 {"role":"user","content":[
                  {"toolResult":{"toolUseId":"call_1","content":[{"text":"done"}]}},
                  {"toolResult":{"toolUseId":"%s","content":[{"text":""}]}},
                  {"text":"And?"}]}]"""
                    .formatted(other, other)));
    assertThat(sent.at("/toolConfig/tools").findValuesAsText("name")).contains("run", "stop");
    assertThat(sent.at("/toolConfig/toolChoice").isMissingNode()).isTrue();
  }

  @Test
  void imagesAndFilesComeWithTheRequest() {
    var sent =
        sent(
            """
            {"role":"user","content":[
             {"type":"image_url","image_url":{"url":"data:image\\/PNG;base64,iVBORw0KGgo=",
              "detail":"low"}},
             {"type":"file","file":{"filename":"q3_report.pdf",
              "file_data":"data:application/pdf;base64,JVBERi0="}},
             {"type":"file","file":{"filename":"q3 report pdf",
              "file_data":"data:text/plain;charset=utf-8;base64,SGk="}},
             {"type":"file","file":{"filename":"q3-report-pdf",
              "file_data":"data:text/csv;base64,YSxi"}},
             {"type":"text","text":"What is it?"}]}""");
    assertThat(sent.at("/messages/0/content"))
        .isEqualTo(
            json(
                """
                [{"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="}}},
                 {"document":{"format":"pdf","name":"q3-report-pdf","source":{"bytes":"JVBERi0="}}},
                 {"document":{"format":"txt","name":"q3 report pdf","source":{"bytes":"SGk="}}},
                 {"document":{"format":"csv","name":"q3-report-pdf (2)",
                  "source":{"bytes":"YSxi"}}},
                 {"text":"What is it?"}]"""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auto                                               | ",
        "required                                           | {\"any\":{}}",
        "{\"type\":\"function\",\"function\":{\"name\":\"run\"}} | {\"tool\":{\"name\":\"run\"}}",
      })
  void toolsAreOfferedAndChosen(String choice, String sentChoice) {
    var asked = choice.startsWith("{") ? choice : "\"" + choice + "\"";
    var sent =
        sentWith(
            "\"tools\":[" + TOOL + "],\"tool_choice\":" + asked + ",\"parallel_tool_calls\":true");
    assertThat(sent.at("/toolConfig/tools")).isEqualTo(json("[" + TOOL_SPEC + "]"));
    assertThat(sent.at("/toolConfig/toolChoice").toString())
        .isEqualTo(sentChoice == null ? "" : sentChoice);
  }

  @Test
  void noToolsAreOfferedWhereNoneIsToBeUsed() {
    assertThat(sentWith("\"tool_choice\":\"none\",\"tools\":[" + TOOL + "]").has("toolConfig"))
        .isFalse();
    assertThat(sentWith("\"tools\":[],\"tool_choice\":\"auto\"").has("toolConfig")).isFalse();
  }

  @Test
  void aToolMayBeStrictAndHaveNeitherDescriptionNorParameters() {
    var sent =
        sentWith(
            "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\",\"strict\":true,"
                + "\"description\":\" \",\"parameters\":null}}]");
    assertThat(sent.at("/toolConfig/tools/0/toolSpec"))
        .isEqualTo(
            json(
                "{\"name\":\"now\",\"inputSchema\":{\"json\":{\"type\":\"object\","
                    + "\"properties\":{}}},\"strict\":true}"));
  }

  @Test
  void settingsAreThoseOfConverse() {
    var sent =
        sentWith(
            "\"max_tokens\":7,\"max_completion_tokens\":7,\"temperature\":0.5,\"top_p\":1.0,"
                + "\"top_k\":5,\"stop\":\"END\"");
    assertThat(sent.path("inferenceConfig"))
        .isEqualTo(json("{\"maxTokens\":7,\"temperature\":0.5,\"stopSequences\":[\"END\"]}"));
    assertThat(sent.path("additionalModelRequestFields")).isEqualTo(json("{\"top_k\":5}"));
    assertThat(
            sentWith("\"max_completion_tokens\":99999,\"stop\":[\"a\",\"\\u00e9\\n\"]")
                .path("inferenceConfig"))
        .isEqualTo(json("{\"maxTokens\":40000,\"stopSequences\":[\"a\",\"\\u00e9\\n\"]}"));
    assertThat(sentWith("\"temperature\":1,\"stop\":[]").path("inferenceConfig"))
        .isEqualTo(json("{\"maxTokens\":40000}"));
  }

  @Test
  void whatHasNoMeaningHereIsTaken() {
    var sent =
        sentWith(
            "\"user\":\"u\",\"metadata\":{\"a\":\"b\"},\"store\":false,\"seed\":7,\"n\":1,"
                + "\"frequency_penalty\":0,\"presence_penalty\":0.0,\"logprobs\":false,"
                + "\"top_logprobs\":0,\"logit_bias\":{},\"service_tier\":\"auto\","
                + "\"modalities\":[\"text\"],\"verbosity\":\"medium\",\"stream_options\":null,"
                + "\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\",\"tools\":null,"
                + "\"prompt_cache_options\":{\"mode\":\"implicit\"},\"stop\":null,"
                + "\"parallel_tool_calls\":false,\"functions\":null,\"tool_choice\":\"none\"");
    assertThat(sent.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("messages", "inferenceConfig", "requestMetadata");
  }

  @Test
  void aSchemaIsFollowedWhereTheModelCan() {
    var sent =
        sentWith(
            "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\","
                + "\"description\":\"A city\",\"strict\":true,\"schema\":{\"type\":\"object\"}}}");
    assertThat(sent.path("outputConfig"))
        .isEqualTo(
            json(
                """
                {"textFormat":{"type":"json_schema","structure":{"jsonSchema":
                 {"schema":"{\\"type\\":\\"object\\"}","name":"city","description":"A city"}}}}"""));
    assertThat(sent.has("toolConfig")).isFalse();
    assertThat(sentWith("\"response_format\":{\"type\":\"text\"}").has("outputConfig")).isFalse();
  }

  @Test
  void aSchemaIsAToolsWhereTheModelHasNone() {
    var sent =
        models.sent(
            PATH,
            body(
                ModelFamilies.NOVA,
                HI,
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\","
                    + "\"description\":\"A city\",\"schema\":{\"type\":\"object\"}}}"));
    assertThat(sent.path("toolConfig"))
        .isEqualTo(
            json(
                """
                {"tools":[{"toolSpec":{"name":"json_output","description":"A city",
                 "inputSchema":{"json":{"type":"object"}}}}],
                 "toolChoice":{"tool":{"name":"json_output"}}}"""));
    assertThat(
            sentWith("\"response_format\":{\"type\":\"json_object\"}")
                .at("/toolConfig/toolChoice/tool/name")
                .asText())
        .isEqualTo("json_output");
  }

  @Test
  void aSchemaWithBoundsIsAToolsWhereTheModelsOwnKnowsNone() {
    var format =
        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"age\","
            + "\"schema\":{\"type\":\"object\",\"properties\":{\"years\":{\"type\":"
            + "\"integer\",\"minimum\":0}}}}}";
    assertThat(sentWith(format).at("/toolConfig/toolChoice/tool/name").asText())
        .isEqualTo("json_output");
    var gptOss = models.sent(PATH, body("gpt-oss", HI, format));
    assertThat(gptOss.has("toolConfig")).isFalse();
    assertThat(gptOss.has("outputConfig")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sonnet-3-7   | low     | {\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}} |",
        "claude-haiku | medium  | {\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}} |",
        "claude-haiku | high    | {\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":16384}} |",
        "sonnet-4-6   | high    | {\"thinking\":{\"type\":\"adaptive\"}} | high",
        "opus-4-7     | minimal | {\"thinking\":{\"type\":\"adaptive\"}} | low",
        "gpt-oss      | medium  | {\"reasoning_effort\":\"medium\"} |",
        "nova         | none    | |",
      })
  void anEffortIsWhatTheFamilyHas(String model, String effort, String fields, String own) {
    var sent = models.sent(PATH, body(model, HI, "\"reasoning_effort\":\"" + effort + "\""));
    assertThat(sent.path("additionalModelRequestFields").toString())
        .isEqualTo(fields == null ? "" : fields);
    assertThat(sent.at("/outputConfig/effort").asText("")).isEqualTo(own == null ? "" : own);
  }

  @Test
  void thoughtsAreShownAsClaudesOwnMemberSays() {
    var thinking = "{\"type\":\"adaptive\",\"display\":\"summarized\"}";
    var sent = models.sent(PATH, body(ModelFamilies.OPUS_4_7, HI, "\"thinking\":" + thinking));
    assertThat(sent.at("/additionalModelRequestFields/thinking")).isEqualTo(json(thinking));
  }

  @Test
  void thinkingIsHandedBack() {
    var sent =
        models.sent(
            PATH,
            body(
                ModelFamilies.HAIKU_4_5,
                HI
                    + """
                    ,{"role":"assistant","content":"Yes.","reasoning_content":"Hm",
                     "thinking_blocks":[
                      {"type":"thinking","thinking":"Hm","signature":"c2ln","index":0},
                      {"type":"redacted_thinking","data":"cmVk"}]},"""
                    + HI,
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}"));
    assertThat(sent.at("/messages/1/content"))
        .isEqualTo(
            json(
                """
                [{"reasoningContent":{"reasoningText":{"text":"Hm","signature":"c2ln"}}},
                 {"reasoningContent":{"redactedContent":"cmVk"}},{"text":"Yes."}]"""));
    assertThat(sent.path("additionalModelRequestFields"))
        .isEqualTo(json("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Many clients don't hand back the thoughts with which Claude wants a loop to go on.
        "claude-haiku | \"reasoning_content\":\"Hm\" | ",
        "claude-haiku | \"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"}] |"
            + " {\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}",
        // With adaptive thinking it does not want them.
        "sonnet-4-6   | \"reasoning_content\":\"Hm\" | {\"thinking\":{\"type\":\"adaptive\"}}",
      })
  void anEffortIsForALoopOfToolsThatHasThoughts(String model, String thoughts, String fields) {
    var loop =
        HI
            + ",{\"role\":\"assistant\","
            + thoughts
            + """
            ,"tool_calls":[
             {"id":"c1","type":"function","function":{"name":"run","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"done"}""";
    var effort = "\"reasoning_effort\":\"low\"";
    var sent = models.sent(PATH, body(model, loop, effort));
    assertThat(sent.path("additionalModelRequestFields").toString())
        .isEqualTo(fields == null ? "" : fields);
    var ended = loop + ",{\"role\":\"assistant\",\"content\":\"Done.\"}," + HI;
    assertThat(models.sent(PATH, body(model, ended, effort)).has("additionalModelRequestFields"))
        .isTrue();
  }

  @Test
  void aCacheIsKeptWhereAPartSaysSo() {
    var sent =
        sent(
            """
            {"role":"system","content":[{"type":"text","text":"Long rules.",
             "cache_control":{"type":"ephemeral","ttl":"1h"}}]},
            {"role":"user","content":[{"type":"text","text":"Hi",
             "prompt_cache_breakpoint":{"mode":"explicit"}}]},
            {"role":"assistant","tool_calls":[
             {"id":"c1","type":"function","function":{"name":"run","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"done",
             "cache_control":{"type":"ephemeral"}}]}""");
    assertThat(sent.at("/system/1"))
        .isEqualTo(json("{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}"));
    assertThat(sent.at("/messages/0/content/1"))
        .isEqualTo(json("{\"cachePoint\":{\"type\":\"default\"}}"));
    assertThat(sent.at("/messages/2/content/1"))
        .isEqualTo(json("{\"cachePoint\":{\"type\":\"default\"}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n\":2                        | n",
        "\"store\":true                 | store",
        "\"logprobs\":true              | logprobs",
        "\"top_logprobs\":3             | top_logprobs",
        "\"frequency_penalty\":0.1      | frequency_penalty",
        "\"presence_penalty\":-1        | presence_penalty",
        "\"logit_bias\":{\"50256\":-100} | logit_bias",
        "\"service_tier\":\"flex\"      | service_tier",
        "\"modalities\":[\"audio\"]     | modalities",
        "\"verbosity\":\"low\"          | verbosity",
        "\"functions\":[]               | functions",
        "\"prediction\":{}              | prediction",
        "\"web_search_options\":{}      | web_search_options",
        "\"temperature\":1.5            | temperature",
        "\"temperature\":\"hot\"        | temperature",
        "\"top_p\":2                    | top_p",
        "\"max_tokens\":0               | max_tokens",
        "\"max_tokens\":1,\"max_completion_tokens\":2 | max_tokens",
        "\"stop\":\"\"                  | stop",
        "\"stop\":[\"a\",7]             | stop[1]",
        "\"stream\":\"yes\"             | stream",
        "\"stream_options\":{\"include_usage\":true} | stream_options",
        "\"tool_choice\":\"required\"   | tool_choice",
        "\"tools\":[{\"type\":\"web_search\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}} | tool_choice.function.name",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":{\"type\":\"allowed_tools\"} | tool_choice.type",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}] | tools[0].function.name",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":7}}] | tools[0].function.parameters",
        "\"response_format\":{\"type\":\"grammar\"} | response_format.type",
        "\"response_format\":{\"type\":\"json_schema\"} | response_format.json_schema",
        "\"reasoning_effort\":\"huge\"  | reasoning_effort",
        "\"reasoning_effort\":\"low\",\"max_tokens\":2000 | reasoning_effort",
        "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":5} | thinking.budget_tokens",
        "\"thinking\":{\"type\":\"adaptive\"} | thinking",
        "\"thinking\":{\"type\":\"adaptive\",\"display\":\"all\"} | thinking.display",
        "\"reasoning_effort\":\"low\",\"temperature\":0.5 | temperature",
        "\"temperature\":0.5,\"top_p\":0.5 | top_p",
        "\"reasoning_effort\":\"low\",\"response_format\":{\"type\":\"json_object\"} | response_format",
        "\"extra\":{\"a\":1}            | extra",
      })
  void whatCanNotBeHonouredIsRefusedByName(String more, String param) {
    assertThat(refused(body(ModelFamilies.HAIKU_4_5, HI, more)).path("param").asText())
        .isEqualTo(param);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"function\",\"function\":{\"name\":\"run\"}}",
        "\"required\"",
        "\"none\"",
      })
  void severalToolsAtOnceMayBeForbiddenWhereOnlyOneCanBeUsed(String choice) {
    var more = "\"parallel_tool_calls\":false,\"tools\":[" + TOOL + "],\"tool_choice\":" + choice;
    assertThat(sentWith(more).at("/toolConfig/tools").size())
        .isEqualTo(choice.contains("none") ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"functions\":[]          | functions: is not taken any more; use tools",
        "\"web_search_options\":{} | web_search_options: nothing is searched here",
        "\"surprise\":1            | surprise: is not known; known are",
      })
  void theReasonOfARefusalIsTold(String more, String message) {
    assertThat(refused(body(ModelFamilies.HAIKU_4_5, HI, more)).path("message").asText())
        .startsWith(message);
  }

  @ParameterizedTest
  @CsvSource({"https://example.com/a.pdf, is not fetched", "JVBERi0xLjQ=, must be data:"})
  void aFileMustComeAsADataUrl(String data, String message) {
    var file = "{\"type\":\"file\",\"file\":{\"file_data\":\"" + data + "\"}}";
    var error =
        refused(
            body(ModelFamilies.HAIKU_4_5, "{\"role\":\"user\",\"content\":[" + file + "]}", ""));
    assertThat(error.path("message").asText())
        .startsWith("messages[0].content[0].file.file_data: " + message);
  }

  @Test
  void severalToolsAtOnceCanNotBeForbidden() {
    var error =
        refused(
            body(
                ModelFamilies.HAIKU_4_5,
                HI,
                "\"parallel_tool_calls\":false,\"tools\":[" + TOOL + "]"));
    assertThat(error.path("param").asText()).isEqualTo("parallel_tool_calls");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "opus-4-7   | \"temperature\":0.2 | temperature",
        "opus-4-7   | \"top_k\":3 | top_k",
        "opus-4-7   | \"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000} | thinking",
        "nova       | \"reasoning_effort\":\"low\" | reasoning_effort",
        "gpt-oss    | \"reasoning_effort\":\"max\" | reasoning_effort",
        "sonnet-3-7 | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"strict\":true}}] | tools[0].function.strict",
        "sonnet-3-7 | \"reasoning_effort\":\"low\",\"thinking\":{\"type\":\"disabled\"} | reasoning_effort",
      })
  void whatTheModelDoesNotTakeIsRefusedByName(String model, String more, String param) {
    assertThat(refused(body(model, HI, more)).path("param").asText()).isEqualTo(param);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"role\":\"user\",\"content\":\" \"} | messages[0].content",
        "{\"role\":\"user\",\"content\":[]} | messages[0].content",
        "{\"role\":\"user\"} | messages[0].content",
        "{\"role\":\"function\",\"content\":\"x\"} | messages[0].role",
        "{\"role\":\"user\",\"content\":\"x\",\"extra\":1} | messages[0].extra",
        "{\"role\":\"system\",\"content\":\"x\"} | messages",
        "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]} | messages[0].content[0].type",
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\",\"extra\":1}]} | messages[0].content[0].extra",
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.example/a.png\"}}]} | messages[0].content[0].image_url.url",
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/tiff;base64,AAAA\"}}]} | messages[0].content[0].image_url.url",
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,%%\"}}]} | messages[0].content[0].image_url.url",
        "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}]} | messages[0].content[0].file.file_id",
        "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_data\":\"data:application/zip;base64,AAAA\"}}]} | messages[0].content[0].file.file_data",
        "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]} | messages[0].tool_calls[0].function.arguments",
        "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"custom\"}]} | messages[0].tool_calls[0].type",
        "{\"role\":\"tool\",\"content\":\"x\"} | messages[0].tool_call_id",
        "{\"role\":\"assistant\",\"thinking_blocks\":[{\"type\":\"other\"}]} | messages[0].thinking_blocks[0].type",
        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"2h\"}}]} | messages[0].content[0].cache_control.ttl",
      })
  void aWrongMessageIsRefusedByItsPath(String message, String param) {
    var error = refused(body(ModelFamilies.HAIKU_4_5, message, ""));
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("message").asText()).startsWith(param + ": ");
  }

  @Test
  void noneIsRefusedOnceToolsWereUsed() {
    var history =
        HI
            + """
            ,{"role":"assistant","tool_calls":[{"id":"a","type":"function",
             "function":{"name":"run","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"a","content":"x"}""";
    assertThat(
            refused(body(ModelFamilies.HAIKU_4_5, history, "\"tool_choice\":\"none\""))
                .path("param")
                .asText())
        .isEqualTo("tool_choice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{\"messages\":[]}", "{\"model\":7}", "{\"model\":\"x\"", "{} {}"})
  void aBodyThatIsNoneIsRefused(String body) {
    refused(body);
  }
}
