package ai.kernelpanic09.sidecar;

import static ai.kernelpanic09.sidecar.ModelFamilies.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model gets of a response's request, and what none gets. */
class ResponsesRequestTest {

  private static final String PATH = "/v1/responses";

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

  private static String body(String model, String input, String more) {
    return "{\"model\":\"%s\",\"input\":%s%s}"
        .formatted(model, input, more.isEmpty() ? "" : "," + more);
  }

  private static JsonNode sent(String input) {
    return models.sent(PATH, body(ModelFamilies.HAIKU_4_5, input, ""));
  }

  private static JsonNode sentWith(String more) {
    return models.sent(PATH, body(ModelFamilies.HAIKU_4_5, "\"Hi\"", more));
  }

  /** The error of a call that reaches no model. */
  private static JsonNode refused(String body) {
    var before = models.calls();
    var response = models.post(PATH, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(models.calls()).isEqualTo(before);
    return json(response.body()).path("error");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTextIsAMessageAndInstructionsAreTheSystemPrompt() {
    var sent = sentWith("\"instructions\":\"Be brief.\"");
    assertThat(sent.path("messages"))
        .isEqualTo(json("[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]"));
    assertThat(sent.path("system")).isEqualTo(json("[{\"text\":\"Be brief.\"}]"));
    assertThat(sentWith("\"instructions\":\" \"").has("system")).isFalse();
  }

  @Test
  void itemsAreTheConversation() {
    var sent =
        sent(
            """
            [{"role":"developer","content":"Be kind."},
             {"type":"message","role":"user","content":[
              {"type":"input_text","text":"What is it?"},
              {"type":"input_image","detail":"auto","image_url":"data:image/png;base64,iVBORw0="},
              {"type":"input_file","filename":"a.pdf",
               "file_data":"data:application/pdf;base64,JVBERi0="}]},
             {"type":"message","role":"assistant","id":"msg_1","status":"completed","content":[
              {"type":"output_text","text":"Let me see.","annotations":[],"logprobs":[]},
              {"type":"refusal","refusal":""}]},
             {"type":"function_call","id":"fc_1","call_id":"call_1","name":"look","status":"completed",
              "arguments":"{\\"n\\":1}"},
             {"type":"function_call","call_id":"call 2","name":"wait","arguments":""},
             {"type":"function_call_output","call_id":"call_1","output":"a cat"},
             {"type":"function_call_output","call_id":"call 2","output":[
              {"type":"input_text","text":"done"},
              {"type":"input_image","image_url":"data:image/png;base64,iVBORw0="}]}]""");
    assertThat(sent.path("system")).isEqualTo(json("[{\"text\":\"Be kind.\"}]"));
    var second = sent.at("/messages/1/content/2/toolUse/toolUseId").asText();
    assertThat(second).matches("id-[0-9a-f]{40}");
    assertThat(sent.path("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"user","content":[{"text":"What is it?"},
                  {"image":{"format":"png","source":{"bytes":"iVBORw0="}}},
                  {"document":{"format":"pdf","name":"a-pdf","source":{"bytes":"JVBERi0="}}}]},
                 {"role":"assistant","content":[{"text":"Let me see."},
                  {"toolUse":{"toolUseId":"call_1","name":"look","input":{"n":1}}},
                  {"toolUse":{"toolUseId":"%s","name":"wait","input":{}}}]},
                 {"role":"user","content":[
                  {"toolResult":{"toolUseId":"call_1","content":[{"text":"a cat"}]}},
                  {"toolResult":{"toolUseId":"%s","content":[{"text":"done"},
                   {"image":{"format":"png","source":{"bytes":"iVBORw0="}}}]}}]}]"""
                    .formatted(second, second)));
    assertThat(sent.at("/toolConfig/tools")).hasSize(2);
  }

  @Test
  void reasoningIsHandedBackToTheModel() {
    var kept = base64("{\"bedrock_reasoning\":1,\"thinking\":\"H\\u006d\",\"signature\":\"c2ln\"}");
    var redacted = base64("{\"bedrock_reasoning\":1,\"redacted\":\"cmVk\"}");
    var sent =
        sent(
            """
            [{"role":"user","content":"Hi"},
             {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm"}],
              "encrypted_content":"%s","status":null},
             {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"%s"},
             {"role":"assistant","content":"Yes."},{"role":"user","content":"Sure?"}]"""
                .formatted(kept, redacted));
    assertThat(sent.at("/messages/1/content"))
        .isEqualTo(
            json(
                """
                [{"reasoningContent":{"reasoningText":{"text":"Hm","signature":"c2ln"}}},
                 {"reasoningContent":{"redactedContent":"cmVk"}},{"text":"Yes."}]"""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gAAAAABpQ2",
        "%%",
        "e30=",
        "W10=",
        "eyJiZWRyb2NrX3JlYXNvbmluZyI6Mn0=",
        "eyJiZWRyb2NrX3JlYXNvbmluZyI6MX0="
      })
  void reasoningOfOthersIsRefused(String content) {
    var error =
        refused(
            body(
                ModelFamilies.HAIKU_4_5,
                "[{\"role\":\"user\",\"content\":\"Hi\"},{\"type\":\"reasoning\",\"summary\":[],"
                    + "\"encrypted_content\":\""
                    + content
                    + "\"}]",
                ""));
    assertThat(error.path("param").asText()).isEqualTo("input[1].encrypted_content");
    assertThat(error.path("message").asText()).contains("hand back reasoning as it came");
  }

  @Test
  void toolsAreFlat() {
    var sent =
        sentWith(
            "\"tools\":[{\"type\":\"function\",\"name\":\"run\",\"description\":\"Runs it\","
                + "\"parameters\":{\"type\":\"object\"},\"strict\":true}],"
                + "\"tool_choice\":{\"type\":\"function\",\"name\":\"run\"},"
                + "\"parallel_tool_calls\":false");
    assertThat(sent.path("toolConfig"))
        .isEqualTo(
            json(
                """
                {"tools":[{"toolSpec":{"name":"run","description":"Runs it",
                 "inputSchema":{"json":{"type":"object"}},"strict":true}}],
                 "toolChoice":{"tool":{"name":"run"}}}"""));
  }

  @Test
  void settingsAreThoseOfConverse() {
    var sent =
        sentWith(
            "\"max_output_tokens\":9,\"temperature\":0.5,\"top_p\":1,\"store\":false,"
                + "\"include\":[\"reasoning.encrypted_content\"],\"metadata\":{\"a\":\"b\"},"
                + "\"user\":\"u\",\"truncation\":\"auto\",\"service_tier\":\"auto\","
                + "\"background\":false,\"previous_response_id\":null,\"max_tool_calls\":3,"
                + "\"stream\":false,\"text\":{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}");
    assertThat(sent.path("inferenceConfig"))
        .isEqualTo(json("{\"maxTokens\":9,\"temperature\":0.5}"));
    assertThat(sent.has("outputConfig")).isFalse();
  }

  @Test
  void aSchemaIsFollowedOrATools() {
    var format =
        "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"city\",\"strict\":true,"
            + "\"schema\":{\"type\":\"object\"}}}";
    assertThat(sentWith(format).at("/outputConfig/textFormat/structure/jsonSchema"))
        .isEqualTo(json("{\"schema\":\"{\\\"type\\\":\\\"object\\\"}\",\"name\":\"city\"}"));
    var byTool = models.sent(PATH, body(ModelFamilies.NOVA, "\"Hi\"", format));
    assertThat(byTool.at("/toolConfig/toolChoice/tool/name").asText()).isEqualTo("json_output");
    assertThat(
            sentWith("\"text\":{\"format\":{\"type\":\"json_object\"}}")
                .at("/toolConfig/tools/0/toolSpec/name")
                .asText())
        .isEqualTo("json_output");
  }

  @Test
  void aModelThatHidesItsThoughtsIsAskedForTheirSummary() {
    var asked = "\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}";
    var sent = models.sent(PATH, body(ModelFamilies.OPUS_4_7, "\"Hi\"", asked));
    assertThat(sent.at("/additionalModelRequestFields/thinking"))
        .isEqualTo(json("{\"type\":\"adaptive\",\"display\":\"summarized\"}"));
    var unasked = "\"reasoning\":{\"effort\":\"low\"}";
    assertThat(
            models
                .sent(PATH, body(ModelFamilies.OPUS_4_7, "\"Hi\"", unasked))
                .at("/additionalModelRequestFields/thinking"))
        .isEqualTo(json("{\"type\":\"adaptive\"}"));
  }

  @Test
  void anEffortIsWhatTheFamilyHas() {
    var effort = "\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}";
    assertThat(sentWith(effort).path("additionalModelRequestFields"))
        .isEqualTo(json("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}}"));
    var adaptive = models.sent(PATH, body(ModelFamilies.SONNET_4_6, "\"Hi\"", effort));
    assertThat(adaptive.at("/outputConfig/effort").asText()).isEqualTo("low");
    assertThat(adaptive.at("/additionalModelRequestFields/thinking"))
        .isEqualTo(json("{\"type\":\"adaptive\"}"));
    assertThat(sentWith("\"reasoning\":{}").has("additionalModelRequestFields")).isFalse();
  }

  @Test
  void anEffortIsForALoopOfToolsThatHasThoughts() {
    var reasoning =
        "{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\""
            + base64("{\"bedrock_reasoning\":1,\"thinking\":\"Hm\"}")
            + "\"},";
    var loop =
        """
        [{"role":"user","content":"Hi"},%s
         {"type":"function_call","call_id":"c1","name":"run","arguments":"{}"},
         {"type":"function_call_output","call_id":"c1","output":"done"}]""";
    var effort = "\"reasoning\":{\"effort\":\"low\"}";
    var without = models.sent(PATH, body(ModelFamilies.HAIKU_4_5, loop.formatted(""), effort));
    assertThat(without.has("additionalModelRequestFields")).isFalse();
    var with = models.sent(PATH, body(ModelFamilies.HAIKU_4_5, loop.formatted(reasoning), effort));
    assertThat(with.at("/additionalModelRequestFields/thinking/type").asText())
        .isEqualTo("enabled");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"previous_response_id\":\"resp_1\" | previous_response_id",
        "\"conversation\":\"conv_1\"  | conversation",
        "\"prompt\":{\"id\":\"p\"}    | prompt",
        "\"context_management\":[]    | context_management",
        "\"background\":true          | background",
        "\"store\":true               | store",
        "\"truncation\":\"other\"     | truncation",
        "\"service_tier\":\"flex\"    | service_tier",
        "\"top_logprobs\":2           | top_logprobs",
        "\"moderation\":{}            | moderation",
        "\"temperature\":2            | temperature",
        "\"max_output_tokens\":0      | max_output_tokens",
        "\"instructions\":[]          | instructions",
        "\"include\":[\"message.output_text.logprobs\"] | include[0]",
        "\"stream_options\":{}        | stream_options",
        "\"text\":{\"verbosity\":\"high\"} | text.verbosity",
        "\"text\":{\"format\":{\"type\":\"xml\"}} | text.format.type",
        "\"reasoning\":{\"effort\":\"vast\"} | reasoning.effort",
        "\"reasoning\":{\"mode\":\"pro\"} | reasoning.mode",
        "\"reasoning\":{\"summary\":\"poem\"} | reasoning.summary",
        "\"reasoning\":{\"effort\":\"low\"},\"max_output_tokens\":2000 | reasoning.effort",
        "\"tool_choice\":\"required\" | tool_choice",
        "\"tool_choice\":{\"type\":\"web_search\"},\"tools\":[{\"type\":\"function\",\"name\":\"a\"}] | tool_choice.type",
        "\"tool_choice\":{\"type\":\"function\",\"name\":\"b\"},\"tools\":[{\"type\":\"function\",\"name\":\"a\"}] | tool_choice.name",
        "\"tools\":[{\"type\":\"web_search\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"file_search\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"code_interpreter\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"computer_use_preview\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"mcp\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"image_generation\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"local_shell\"}] | tools[0].type",
        "\"tools\":[{\"type\":\"custom\",\"name\":\"x\"}] | tools[0].type",
        "\"parallel_tool_calls\":false,\"tools\":[{\"type\":\"function\",\"name\":\"a\"}] | parallel_tool_calls",
      })
  void whatCanNotBeHonouredIsRefusedByName(String more, String param) {
    var error = refused(body(ModelFamilies.HAIKU_4_5, "\"Hi\"", more));
    assertThat(error.path("param").asText()).as(error.toString()).isEqualTo(param);
    if (param.startsWith("tools")) {
      assertThat(error.path("message").asText()).contains("is not run here");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\" \" | input",
        "7 | input",
        "[] | input",
        "[{\"role\":\"user\",\"content\":\"\"}] | input[0].content",
        "[{\"role\":\"tool\",\"content\":\"x\"}] | input[0].role",
        "[{\"type\":\"item_reference\",\"id\":\"x\"}] | input[0].type",
        "[{\"type\":\"web_search_call\",\"id\":\"x\"}] | input[0].type",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"https://x.example/a.png\"}]}] | input[0].content[0].image_url",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}] | input[0].content[0].file_id",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_url\":\"https://x.example/a.pdf\"}]}] | input[0].content[0].file_url",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\"}]}] | input[0].content[0].type",
        "[{\"role\":\"system\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}]}] | input[0].content[0].type",
        "[{\"type\":\"function_call\",\"call_id\":\"a\",\"name\":\"f\",\"arguments\":\"{\"}] | input[0].arguments",
        "[{\"type\":\"function_call_output\",\"output\":\"x\"}] | input[0].call_id",
        "[{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":7}] | input[0].output",
        "[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}] | input[0].encrypted_content",
        "[{\"role\":\"user\",\"content\":\"x\",\"extra\":1}] | input[0].extra",
      })
  void aWrongItemIsRefusedByItsPath(String input, String param) {
    var error = refused(body(ModelFamilies.HAIKU_4_5, input, ""));
    assertThat(error.path("param").asText()).as(error.toString()).isEqualTo(param);
  }

  @Test
  void thereMustBeInput() {
    assertThat(refused("{\"model\":\"claude-haiku\"}").path("param").asText()).isEqualTo("input");
  }
}
