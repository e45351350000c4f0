package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal names the member that the caller has written, and not what becomes of it. */
class CallersMemberTest {

  private static final String CHAT = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock().ok();
  private TestControl control;
  private TestSidecar sidecar;

  @BeforeEach
  void start() {
    control =
        new TestControl(
            TestCertificate.create(directory),
            new TestEndpoint(bedrock.url()).withoutCachePrice().build());
    sidecar = TestSidecar.start(control, directory.resolve("pod")).ready();
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  private String refusal(String path, String body) {
    var response =
        sidecar
            .post(path, body.replace('\'', '"'), Map.of("anthropic-version", "2023-06-01"))
            .join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(bedrock.bodies()).isEmpty();
    return response.body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/invoke/ai-workloads/claude-haiku | {'maxTokens':8,'messages':[{'role':'user','content':["
            + "{'text':'a'},{'cachePoint':{'type':'default'}}]}]} |"
            + " messages[0].content[1].cachePoint",
        "/model/claude-haiku/converse | {'system':[{'text':'a'},{'cachePoint':{'type':'default'}}],"
            + "'messages':[{'role':'user','content':[{'text':'a'}]}]} | system[1].cachePoint",
        "/v1/messages | {'model':'claude-haiku','max_tokens':8,'messages':[{'role':'user','content':["
            + "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}]} |"
            + " messages[0].content[0].cache_control",
        "/v1/messages | {'model':'claude-haiku','max_tokens':8,'cache_control':{'type':'ephemeral'},"
            + "'messages':[{'role':'user','content':'a'}]} | cache_control",
        "/v1/chat/completions | {'model':'claude-haiku','messages':[{'role':'user','content':["
            + "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}]} |"
            + " messages[0].content[0].cache_control",
        "/v1/chat/completions | {'model':'claude-haiku','messages':[{'role':'user','content':["
            + "{'type':'text','text':'a','prompt_cache_breakpoint':{'mode':'explicit'}}]}]} |"
            + " messages[0].content[0].prompt_cache_breakpoint",
        "/v1/responses | {'model':'claude-haiku','input':[{'role':'user','content':["
            + "{'type':'input_text','text':'a','prompt_cache_breakpoint':{'mode':'explicit'}}]}]} |"
            + " input[0].content[0].prompt_cache_breakpoint",
        "/model/claude-haiku/invoke | {'anthropic_version':'bedrock-2023-05-31','max_tokens':8,"
            + "'messages':[{'role':'user','content':[{'type':'text','text':'a','cache_control':"
            + "{'type':'ephemeral'}}]}]} | messages[0].content[0].cache_control"
      })
  void aCachePointWithoutAPriceIsNamedAsItWasAskedFor(String path, String body, String member) {
    assertThat(refusal(path, body))
        .contains("\"" + member + ": the price of cached tokens is not known");
  }

  @Test
  void textsThatEndAnAnswerAreBoundedTogether() {
    var stops = ("\"" + "x".repeat(4_000) + "\",").repeat(17);
    assertThat(
            refusal(
                CHAT,
                OpenAiCalls.chatBody("\"stop\":[" + stops.substring(0, stops.length() - 1) + "]")))
        .contains("stop: must have at most 65536 bytes");
  }

  @Test
  void aSchemaIsBounded() {
    var schema = "{\"type\":\"object\",\"description\":\"" + "x".repeat(262_144) + "\"}";
    assertThat(
            refusal(
                CHAT,
                OpenAiCalls.chatBody(
                    "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\","
                        + "\"schema\":"
                        + schema
                        + "}}")))
        .contains("response_format.json_schema.schema: must have at most 262144 bytes");
    assertThat(
            refusal(
                RESPONSES,
                OpenAiCalls.responsesBody(
                    "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":"
                        + schema
                        + "}}")))
        .contains("text.format.schema: must have at most 262144 bytes");
  }
}
