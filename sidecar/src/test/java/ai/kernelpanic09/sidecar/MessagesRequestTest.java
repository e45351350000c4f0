package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of Anthropic's messages reaches Bedrock. */
class MessagesRequestTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OLD = "2023-06-01";
  private static final String NEW = "2026-10-21";

  @TempDir static Path directory;
  private static final ScriptedBedrock BEDROCK = new ScriptedBedrock().ok();
  private static TestControl control;
  private static TestSidecar sidecar;

  @BeforeAll
  static void start() {
    control =
        new TestControl(
            TestCertificate.create(directory),
            new TestEndpoint(BEDROCK.url()).daily("1000").build(),
            new TestEndpoint(BEDROCK.url())
                .daily("1000")
                .named(new EndpointName("ai-workloads", "sonnet"))
                .model("us.anthropic.claude-sonnet-4-6")
                .build());
    sidecar =
        TestSidecar.start(
            control,
            directory.resolve("pod"),
            Map.of("K8S_AI_ENDPOINTS", "ai-workloads/claude-haiku,ai-workloads/sonnet"));
  }

  @AfterAll
  static void stop() {
    sidecar.close();
    control.close();
    BEDROCK.close();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** What Bedrock is sent for a body with these members. */
  private static JsonNode sent(String model, String version, String members) {
    var body = "{'model':'" + model + "','max_tokens':2048," + members + "}";
    var response =
        sidecar
            .post("/v1/messages", body.replace('\'', '"'), Map.of("anthropic-version", version))
            .join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(BEDROCK.bodies().getLast());
  }

  private static JsonNode sent(String members) {
    return sent("claude-haiku", NEW, members);
  }

  private static JsonNode content(String blocks) {
    return sent("'messages':[{'role':'user','content':[" + blocks + "]}]")
        .path("messages")
        .path(0)
        .path("content");
  }

  private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

  @Test
  void aConversationKeepsItsTurnsAndTheirBlocks() {
    var sent =
        sent(
            """
            'system':'Be brief.','messages':[
             {'role':'user','content':'Who'},
             {'role':'user','content':[{'type':'text','text':'is it?','citations':[]}]},
             {'role':'assistant','content':[
              {'type':'thinking','thinking':'Hm.','signature':'c2ln'},
              {'type':'thinking','thinking':'','signature':''},
              {'type':'redacted_thinking','data':'cmVk'},
              {'type':'text','text':' \\n'},
              {'type':'text','text':'Let me look.','citations':null},
              {'type':'tool_use','id':'toolu_1','name':'look','input':{'q':[1]},
               'caller':{'type':'direct'}}]},
             {'role':'user','content':[
              {'type':'tool_result','tool_use_id':'toolu_1','content':'Nobody.'}]},
             {'role':'assistant','content':'It is '}],
            'tools':[{'name':'look','input_schema':{'type':'object'}}]""");
    assertThat(sent.path("system")).isEqualTo(json("[{'text':'Be brief.'}]"));
    assertThat(sent.path("messages"))
        .isEqualTo(
            json(
                """
                [{'role':'user','content':[{'text':'Who'},{'text':'is it?'}]},
                 {'role':'assistant','content':[
                  {'reasoningContent':{'reasoningText':{'text':'Hm.','signature':'c2ln'}}},
                  {'reasoningContent':{'reasoningText':{'text':''}}},
                  {'reasoningContent':{'redactedContent':'cmVk'}},
                  {'text':'Let me look.'},
                  {'toolUse':{'toolUseId':'toolu_1','name':'look','input':{'q':[1]}}}]},
                 {'role':'user','content':[
                  {'toolResult':{'toolUseId':'toolu_1','content':[{'text':'Nobody.'}]}}]},
                 {'role':'assistant','content':[{'text':'It is '}]}]"""));
    assertThat(sent.path("toolConfig"))
        .isEqualTo(
            json(
                """
                {'tools':[{'toolSpec':{'name':'look','inputSchema':{'json':{'type':'object'}}}}]}"""));
  }

  @Test
  void imagesDocumentsAndSearchResultsStayWhatTheyAre() {
    assertThat(
            content(
                """
                {'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBO'}},
                {'type':'document','title':'a/b.pdf','context':'Of May.',
                 'citations':{'enabled':true},
                 'source':{'type':'base64','media_type':'application/pdf','data':'JVBE'}},
                {'type':'document','title':'a/b.pdf','source':
                 {'type':'text','media_type':'text/plain','data':'Plain.'}},
                {'type':'document','source':
                 {'type':'content','content':[{'type':'text','text':'One.'},
                  {'type':'text','text':'Two.'}]}},
                {'type':'search_result','source':'https://x.test','title':'X',
                 'content':[{'type':'text','text':'Found.'}],'citations':{'enabled':true}}"""))
        .isEqualTo(
            json(
                """
                [{'image':{'format':'png','source':{'bytes':'iVBO'}}},
                 {'document':{'format':'pdf','name':'a-b-pdf','context':'Of May.',
                  'citations':{'enabled':true},'source':{'bytes':'JVBE'}}},
                 {'document':{'format':'txt','name':'a-b-pdf (2)','source':{'text':'Plain.'}}},
                 {'document':{'format':'txt','name':'document','source':
                  {'content':[{'text':'One.'},{'text':'Two.'}]}}},
                 {'searchResult':{'source':'https://x.test','title':'X',
                  'content':[{'text':'Found.'}],'citations':{'enabled':true}}}]"""));
  }

  @Test
  void whatToolsAnswerMayBeMoreThanText() {
    assertThat(
            content(
                """
                {'type':'tool_result','tool_use_id':'t1','is_error':true,'content':[
                 {'type':'text','text':''},
                 {'type':'image','source':{'type':'base64','media_type':'image/gif','data':'R0lG'}},
                 {'type':'document','source':
                  {'type':'text','media_type':'text/plain','data':'Plain.'}},
                 {'type':'search_result','source':'s','title':'t',
                  'content':[{'type':'text','text':'Found.'}],
                  'cache_control':{'type':'ephemeral'}}]},
                {'type':'tool_result','tool_use_id':'t2'}"""))
        .isEqualTo(
            json(
                """
                [{'toolResult':{'toolUseId':'t1','status':'error','content':[
                  {'text':''},
                  {'image':{'format':'gif','source':{'bytes':'R0lG'}}},
                  {'document':{'format':'txt','name':'document','source':
                   {'content':[{'text':'Plain.'}]}}},
                  {'searchResult':{'source':'s','title':'t','content':[{'text':'Found.'}]}}]}},
                 {'cachePoint':{'type':'default'}},
                 {'toolResult':{'toolUseId':'t2','content':[{'text':''}]}}]"""));
  }

  @Test
  void aCachePointStandsBehindEachBlockThatAsksForIt() {
    var sent =
        sent(
            """
            'system':[{'type':'text','text':'A','cache_control':{'type':'ephemeral','ttl':'1h'}},
             {'type':'text','text':' ','cache_control':{'type':'ephemeral'}},
             {'type':'text','text':'B'}],
            'tools':[{'name':'a','description':'Does.','input_schema':{'type':'object'},
              'strict':true,'eager_input_streaming':true,'allowed_callers':['direct'],
              'cache_control':{'type':'ephemeral'}},
             {'type':'custom','name':'b','description':' ','input_schema':{'type':'object'},
              'defer_loading':false,'input_examples':[]}],
            'tool_choice':{'type':'tool','name':'b','disable_parallel_tool_use':true},
            'messages':[{'role':'user','content':[
             {'type':'text','text':'C','cache_control':{'type':'ephemeral','ttl':'5m'}},
             {'type':'text','text':'D','cache_control':null}]}],
            'cache_control':{'type':'ephemeral'}""");
    assertThat(sent.path("system"))
        .isEqualTo(
            json("[{'text':'A'},{'cachePoint':{'type':'default','ttl':'1h'}},{'text':'B'}]"));
    assertThat(sent.path("messages").path(0).path("content"))
        .isEqualTo(
            json(
                """
                [{'text':'C'},{'cachePoint':{'type':'default'}},{'text':'D'},
                 {'cachePoint':{'type':'default'}}]"""));
    assertThat(sent.path("toolConfig"))
        .isEqualTo(
            json(
                """
                {'tools':[{'toolSpec':{'name':'a','description':'Does.','inputSchema':
                  {'json':{'type':'object'}},'strict':true}},
                 {'cachePoint':{'type':'default'}},
                 {'toolSpec':{'name':'b','inputSchema':{'json':{'type':'object'}}}}],
                 'toolChoice':{'tool':{'name':'b'}}}"""));
  }

  @Test
  void toolsThatWereUsedAreOfferedStillWhereTheCallerOffersNone() {
    var sent =
        sent(
            """
            'messages':[{'role':'user','content':'Hi'},
             {'role':'assistant','content':[
              {'type':'tool_use','id':'t1','name':'look','input':{}}]},
             {'role':'user','content':[{'type':'tool_result','tool_use_id':'t1'}]}]""");
    assertThat(sent.at("/toolConfig/tools/0/toolSpec/name").asText()).isEqualTo("look");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'type':'auto'}                       | true  | ^^",
        "{'type':'any'}                        | true  | {'any':{}}",
        "{'type':'none'}                       | false | ^^",
      })
  void theToolIsChosenAsTheCallerWants(String choice, boolean offered, String sentChoice) {
    var sent =
        sent(HI + ",'tools':[{'name':'a','input_schema':{}}],'tool_choice':" + choice)
            .path("toolConfig");
    assertThat(sent.has("tools")).isEqualTo(offered);
    assertThat(sent.has("toolChoice") ? sent.path("toolChoice").toString() : "")
        .isEqualTo(sentChoice.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "claude-haiku | 'thinking':{'type':'enabled','budget_tokens':1024}"
            + " | {'thinking':{'type':'enabled','budget_tokens':1024}}",
        "claude-haiku | 'thinking':{'type':'enabled','budget_tokens':1024,'display':'omitted'}"
            + " | {'thinking':{'type':'enabled','budget_tokens':1024,'display':'omitted'}}",
        "claude-haiku | 'thinking':{'type':'disabled'} | ^^",
        "sonnet       | 'thinking':{'type':'adaptive'} | {'thinking':{'type':'adaptive'}}",
        "sonnet       | 'thinking':{'type':'adaptive','display':'summarized'}"
            + " | {'thinking':{'type':'adaptive','display':'summarized'}}",
      })
  void thinkingGoesToTheModelInItsOwnMember(String model, String member, String fields) {
    var sent = sent(model, NEW, HI + "," + member);
    assertThat(
            sent.has("additionalModelRequestFields")
                ? sent.path("additionalModelRequestFields").toString()
                : "")
        .isEqualTo(fields.replace('\'', '"'));
  }

  @Test
  void effortAndSchemaGoToTheOutputConfig() {
    var sent =
        sent(
            "sonnet",
            NEW,
            HI
                + ",'output_config':{'effort':'low','format':{'type':'json_schema',"
                + "'schema':{'type':'object'}}}");
    assertThat(sent.path("outputConfig"))
        .isEqualTo(
            json(
                """
                {'textFormat':{'type':'json_schema','structure':{'jsonSchema':
                 {'schema':'{\\'type\\':\\'object\\'}'}}},'effort':'low'}"""));
    assertThat(
            sent(HI + ",'output_format':{'type':'json_schema','schema':{'type':'object'}}")
                .at("/outputConfig/textFormat/type")
                .asText())
        .isEqualTo("json_schema");
  }

  @Test
  void theModelIsAskedWhichSequenceStoppedIt() {
    var sent = sent(HI + ",'stop_sequences':['END','X']");
    assertThat(sent.at("/inferenceConfig/stopSequences")).isEqualTo(json("['END','X']"));
    assertThat(sent.path("additionalModelResponseFieldPaths"))
        .isEqualTo(json("['/stop_sequence']"));
    assertThat(sent(HI + ",'stop_sequences':[]").has("additionalModelResponseFieldPaths"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "'temperature':0.5          | {'maxTokens':2048,'temperature':0.5}",
        "'temperature':1,'top_p':1  | {'maxTokens':2048}",
        "'top_p':0.9                | {'maxTokens':2048,'topP':0.9}",
        "'temperature':null         | {'maxTokens':2048}",
      })
  void theOlderVersionHasSamplingParameters(String members, String settings) {
    assertThat(sent("claude-haiku", OLD, HI + "," + members).path("inferenceConfig"))
        .isEqualTo(json(settings));
  }

  @Test
  void theOlderVersionHasTopK() {
    assertThat(
            sent("claude-haiku", OLD, HI + ",'top_k':5")
                .at("/additionalModelRequestFields/top_k")
                .asInt())
        .isEqualTo(5);
  }

  @Test
  void whatHasNoMeaningHereIsTaken() {
    var sent =
        sent(
            HI
                + ",'metadata':{'user_id':'u-1'},'service_tier':'auto','speed':'standard',"
                + "'container':null,'inference_geo':null");
    assertThat(sent.toString()).doesNotContain("u-1", "standard");
  }
}
