package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of Anthropic's messages is refused: by name, in Anthropic's form, and for nothing. */
class MessagesRefusedTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USER = "'messages':[{'role':'user','content':'Hi'}]";

  @TempDir static Path directory;
  private static final ScriptedBedrock BEDROCK = new ScriptedBedrock().ok();
  private static TestControl control;
  private static TestSidecar sidecar;

  @BeforeAll
  static void start() {
    control =
        new TestControl(
            TestCertificate.create(directory),
            new TestEndpoint(BEDROCK.url()).maxBodyBytes(100_000).build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
  }

  @AfterAll
  static void stop() {
    // Whatever was refused has cost nothing, and has reached nobody.
    sidecar.drain();
    var spent = control.spent(TestEndpoint.HAIKU);
    sidecar.close();
    control.close();
    BEDROCK.close();
    assertThat(spent).isEqualTo(Money.parse("0.000022").times(BEDROCK.bodies().size()));
  }

  private static HttpResponse<String> post(String body, Map<String, String> headers) {
    return sidecar.post("/v1/messages", body.replace('\'', '"'), headers).join();
  }

  private static JsonNode refused(int status, String body, Map<String, String> headers) {
    var calls = BEDROCK.bodies().size();
    var response = post(body, headers);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(BEDROCK.bodies()).hasSize(calls);
    try {
      var error = JSON.readTree(response.body());
      assertThat(error.path("type").asText()).isEqualTo("error");
      assertThat(error.has("request_id")).isTrue();
      return error.path("error");
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.body(), e);
    }
  }

  private static void assertRefused(String version, String members, String message) {
    var error =
        refused(
            400, "{'model':'claude-haiku'," + members + "}", Map.of("anthropic-version", version));
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("message").asText()).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'max_tokens':0                                     | max_tokens: must be a whole number",
        "'stream':false                                     | max_tokens: is missing",
        "'max_tokens':8,'n':2                               | n: is not known",
        "'max_tokens':8,'container':'c'                     | container: can't be honoured",
        "'max_tokens':8,'mcp_servers':[]                    | mcp_servers: can't be honoured",
        "'max_tokens':8,'context_management':{}             | context_management: can't be",
        "'max_tokens':8,'inference_geo':'us'                | inference_geo: can't be honoured",
        "'max_tokens':8,'service_tier':'priority'           | service_tier: can't be honoured",
        "'max_tokens':8,'speed':'fast'                      | speed: can't be honoured",
        "'max_tokens':8,'metadata':{'a':1}                  | metadata.a: is not known",
        "'max_tokens':8,'temperature':1                     | temperature: is no parameter of API",
        "'max_tokens':8,'top_p':1                           | top_p: is no parameter of API",
        "'max_tokens':8,'top_k':1                           | top_k: is no parameter of API",
        "'max_tokens':8,'stop_sequences':['']               | stop_sequences[0]: must be a text",
        "'max_tokens':8,'stream':1                          | stream: must be true or false",
        "'max_tokens':8,'thinking':{'type':'between_tools'} | thinking.type: must be",
        "'max_tokens':8,'thinking':{'type':'adaptive'}      | thinking: model",
        "'max_tokens':2048,'thinking':{'type':'enabled','budget_tokens':2048}"
            + "                                             | thinking.budget_tokens: must be less",
        "'max_tokens':9999,'thinking':{'type':'enabled','budget_tokens':4096}"
            + "                                             | thinking.budget_tokens: must be less",
        "'max_tokens':8,'output_config':{'effort':'low'}    | output_config.effort: model",
        "'max_tokens':8,'output_config':{'effort':'none'}   | output_config.effort: must be",
        "'max_tokens':8,'output_config':{'format':{'type':'json_object'}}"
            + "                                             | output_config.format.type: must be",
        "'max_tokens':8,'tool_choice':{'type':'any'}        | tool_choice: needs tools",
        "'max_tokens':8,'tool_choice':{'type':'tool','name':'b'},"
            + "'tools':[{'name':'a','input_schema':{}}]     | tool_choice.name: must be the name",
        "'max_tokens':8,'tool_choice':{'type':'auto','disable_parallel_tool_use':true}"
            + "                              | tool_choice.disable_parallel_tool_use: models of",
        "'max_tokens':8,'tools':[{'type':'web_search_20250305','name':'web_search'}]"
            + "                              | tools[0].type: web_search_20250305 can't be offered",
        "'max_tokens':8,'tools':[{'type':'code_execution_20260120','name':'c'}]"
            + "                              | tools[0].type: code_execution_20260120 can't be",
        "'max_tokens':8,'tools':[{'type':'bash_20250124','name':'bash'}]"
            + "                              | tools[0].type: bash_20250124 can't be offered: Anth",
        "'max_tokens':8,'tools':[{'type':'memory_20250818','name':'memory'}]"
            + "                              | tools[0].type: memory_20250818 can't be offered: Ant",
        "'max_tokens':8,'tools':[{'name':'a b','input_schema':{}}] | tools[0].name: must be 1 to 64",
        "'max_tokens':8,'tools':[{'name':'a'}]              | tools[0].input_schema: is missing",
        "'max_tokens':8,'tools':[{'name':'a','input_schema':{},'defer_loading':true}]"
            + "                              | tools[0].defer_loading: can't be honoured",
        "'max_tokens':8,'tools':[{'name':'a','input_schema':{},'input_examples':[{}]}]"
            + "                              | tools[0].input_examples: can't be honoured",
        "'max_tokens':8,'cache_control':{'type':'ephemeral','ttl':'2h'}"
            + "                              | cache_control.ttl: must be",
      })
  void aMemberThatCantBeHonouredIsNamed(String members, String message) {
    var messages = members.contains("'messages'") ? "" : "," + USER;
    assertRefused("2026-10-21", members + messages, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "user      | 'x'                               | 2026-10-21 | OK",
        "system    | 'x'                               | 2026-10-21 | role: is not taken between",
        "tool      | 'x'                               | 2026-10-21 | role: must be user or",
        "user      | ' '                               | 2026-10-21 | content: must not be blank",
        "user      | []                                | 2026-10-21 | content: must hold at least",
        "user      | [{'type':'text'}]                 | 2026-10-21 | content[0].text: is missing",
        "user      | [{'type':'audio'}]                | 2026-10-21 | content[0].type: must be text",
        "user      | [{'type':'text','text':'x','cache_control':{'type':'x'}}]"
            + "                           | 2026-10-21 | content[0].cache_control.type: must be",
        "user      | [{'type':'text','text':'x','citations':[{}]}]"
            + "                           | 2026-10-21 | content[0].citations: is not taken",
        "user      | [{'type':'text','text':'x','citations':[{}]}] | 2023-06-01 | OK",
        "user      | [{'type':'image','source':{'type':'url','url':'https://x.test/a.png'}}]"
            + "                           | 2026-10-21 | content[0].source.type: is not fetched",
        "user      | [{'type':'image','source':{'type':'file','file_id':'f'}}]"
            + "                           | 2026-10-21 | content[0].source.type: no files are kept",
        "user      | [{'type':'image','source':{'type':'base64','media_type':'image/tiff'}}]"
            + "                           | 2026-10-21 | content[0].source.media_type: must be",
        "user      | [{'type':'image','source':{'type':'base64','media_type':'image/png',"
            + "'data':'data:image/png;base64,iVBO'}}]"
            + "                           | 2026-10-21 | content[0].source.data: must be base64",
        "user      | [{'type':'document','source':{'type':'url','url':'https://x.test'}}]"
            + "                           | 2026-10-21 | content[0].source.type: is not fetched",
        "user      | [{'type':'document','source':{'type':'content','content':[{'type':'image'}]}}]"
            + "                 | 2026-10-21 | content[0].source.content[0].type: must be \"text\"",
        "assistant | [{'type':'document'}]             | 2026-10-21 | content[0].type: must be text",
        "assistant | [{'type':'server_tool_use'}]      | 2026-10-21 | content[0].type: must be text",
        "assistant | [{'type':'tool_use','id':'t','name':'a','input':'x'}]"
            + "                           | 2026-10-21 | content[0].input: must be an object",
      })
  void aBlockThatCantBeHonouredIsNamed(
      String role, String content, String version, String message) {
    var members = "'max_tokens':8,'messages':[{'role':'%s','content':%s}]".formatted(role, content);
    if (message.equals("OK")) {
      var body = "{'model':'claude-haiku'," + members + "}";
      assertThat(post(body, Map.of("anthropic-version", version)).statusCode()).isEqualTo(200);
    } else {
      assertRefused(version, members, "messages[0]." + message);
    }
  }

  @Test
  void noToolCantBeWishedForAfterToolsWereUsed() {
    assertRefused(
        "2026-10-21",
        "'max_tokens':8,'tool_choice':{'type':'none'},'messages':[{'role':'user','content':"
            + "[{'type':'tool_result','tool_use_id':'t'}]}]",
        "tool_choice: can't be none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context-1m-2025-08-07",
        "fast-mode-2026-02-01",
        "code-execution-2025-05-22",
        "computer-use-2025-11-24",
        "mcp-client-2025-11-20",
        "files-api-2025-04-14",
        "skills-2025-10-02",
        "output-128k-2025-02-19",
        "something-new-2027-01-01"
      })
  void aBetaThatChangesPriceOrContextIsNamed(String beta) {
    var error =
        refused(
            400,
            "{'model':'claude-haiku','max_tokens':8," + USER + "}",
            Map.of("anthropic-beta", "pdfs-2024-09-25, " + beta));
    assertThat(error.path("message").asText())
        .startsWith("anthropic-beta: " + beta + " can't be had: ");
  }

  @Test
  void harmlessBetasAreIgnored() {
    var betas =
        "interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14,"
            + "prompt-caching-2024-07-31,token-counting-2024-11-01,pdfs-2024-09-25,"
            + "extended-cache-ttl-2025-04-11,structured-outputs-2025-11-13,claude-code-20250219,"
            + "context-management-2025-06-27,compact-2026-09-04,task-budgets-2026-03-13,"
            + "cache-diagnosis-2026-04-07,user-profiles-2026-09-04,search-results-2025-06-09";
    var body = "{'model':'claude-haiku','max_tokens':8," + USER + "}";
    assertThat(post(body, Map.of("anthropic-beta", betas)).statusCode()).isEqualTo(200);
    assertThat(BEDROCK.bodies().getLast()).doesNotContain("anthropic_beta");
  }

  @Test
  void aVersionThatThereIsNotIsRefusedAndNoneIsTheOlder() {
    var body = "{'model':'claude-haiku','max_tokens':8,'temperature':0.5," + USER + "}";
    assertThat(
            refused(400, body, Map.of("anthropic-version", "2024-01-01")).path("message").asText())
        .isEqualTo("anthropic-version: must be 2023-06-01 or 2026-10-21");
    assertThat(post(body, Map.of()).statusCode()).isEqualTo(200);
  }

  @Test
  void aPathThatNothingServesIsNotFound() throws JsonProcessingException {
    var headers = Map.of("anthropic-version", "2026-10-21");
    var response = sidecar.post("/v1/messages/batches", "{}", headers).join();
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(response.body()).at("/error/type").asText())
        .isEqualTo("not_found_error");
  }

  @Test
  void anUnknownModelIsAnsweredWithThoseThatThereAre() {
    var error = refused(404, "{'model':'gpt','max_tokens':8," + USER + "}", Map.of());
    assertThat(error.path("type").asText()).isEqualTo("not_found_error");
    assertThat(error.path("message").asText()).contains("gpt", "ai-workloads/claude-haiku");
  }

  @Test
  void aBodyThatIsTooLargeIsSaidToBe() {
    var body =
        "{'model':'claude-haiku','max_tokens':8,'messages':[{'role':'user','content':'"
            + "x".repeat(100_000)
            + "'}]}";
    var error = refused(413, body, Map.of());
    assertThat(error.path("type").asText()).isEqualTo("request_too_large");
    assertThat(error.path("message").asText()).contains("100000");
  }

  @Test
  void anythingButJsonIsRefused() {
    assertThat(refused(400, "{'model'", Map.of()).path("type").asText())
        .isEqualTo("invalid_request_error");
    assertThat(refused(400, "[]", Map.of()).path("message").asText()).contains("JSON object");
  }
}
