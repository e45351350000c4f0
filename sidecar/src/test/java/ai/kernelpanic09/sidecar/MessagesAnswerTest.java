package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers in Anthropic's form, as wholes and event by event. */
class MessagesAnswerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String USAGE =
      "'usage':{'inputTokens':10,'outputTokens':2,'totalTokens':12}";

  /** 10 input and 2 output tokens of the model, at 1.10 and 5.50 dollars per million. */
  private static final Money COST = Money.parse("0.000022");

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private TestControl control;
  private TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    control = new TestControl(certificate, new TestEndpoint(bedrock.url()).build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  private HttpResponse<String> post(String more) {
    var body =
        "{'model':'claude-haiku','max_tokens':64,'messages':[{'role':'user','content':'Hi'}]"
            + more
            + "}";
    return sidecar
        .post("/v1/messages", body.replace('\'', '"'), Map.of("anthropic-version", "2026-10-21"))
        .join();
  }

  private static JsonNode json(String text) {
    return parsed(text.replace('\'', '"'));
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private JsonNode answered(String content, String more) {
    bedrock.ok(
        ("{'output':{'message':{'role':'assistant','content':[" + content + "]}}," + more + "}")
            .replace('\'', '"'));
    var response = post("");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("x-model-endpoint"))
        .hasValue("ai-workloads/claude-haiku");
    return parsed(response.body());
  }

  @Test
  void anAnswerHasAllItsBlocksAndWhatItUsed() {
    var answer =
        answered(
            """
            {'reasoningContent':{'reasoningText':{'text':'Hm.','signature':'c2ln'}}},
            {'reasoningContent':{'redactedContent':'cmVk'}},
            {'text':'It is \\u00e9.'},
            {'somethingNew':{'a':1}},
            {'toolUse':{'toolUseId':'tooluse_1','name':'look','input':{'q': [1, 2]}}}""",
            """
            'stopReason':'tool_use','usage':{'inputTokens':10,'outputTokens':2,'totalTokens':30,
            'cacheReadInputTokens':3,'cacheWriteInputTokens':15,'cacheDetails':[
            {'ttl':'5m','inputTokens':11},{'ttl':'1h','inputTokens':4}]}""");
    assertThat(answer)
        .isEqualTo(
            json(
                """
                {'id':'msg_r1','type':'message','role':'assistant','model':'claude-haiku',
                 'content':[
                  {'type':'thinking','thinking':'Hm.','signature':'c2ln'},
                  {'type':'redacted_thinking','data':'cmVk'},
                  {'type':'text','text':'It is \\u00e9.'},
                  {'type':'tool_use','id':'tooluse_1','name':'look','input':{'q':[1,2]}}],
                 'stop_reason':'tool_use','stop_sequence':null,
                 'usage':{'input_tokens':10,'output_tokens':2,'cache_creation_input_tokens':15,
                  'cache_read_input_tokens':3,'cache_creation':
                  {'ephemeral_5m_input_tokens':11,'ephemeral_1h_input_tokens':4}}}"""));
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn, end_turn",
    "max_tokens, max_tokens",
    "stop_sequence, stop_sequence",
    "tool_use, tool_use",
    "guardrail_intervened, refusal",
    "content_filtered, refusal",
    "model_context_window_exceeded, model_context_window_exceeded",
    "malformed_model_output, end_turn"
  })
  void theReasonOfTheEndHasAnthropicsName(String reason, String name) {
    var answer = answered("{'text':'Hi'}", "'stopReason':'" + reason + "'," + USAGE);
    assertThat(answer.path("stop_reason").asText()).isEqualTo(name);
  }

  @Test
  void theSequenceThatStoppedTheModelIsNamed() {
    assertThat(
            answered(
                    "{'text':'Hi'}",
                    "'additionalModelResponseFields':{'stop_sequence':'E\\u004eD'},"
                        + "'stopReason':'stop_sequence',"
                        + USAGE)
                .path("stop_sequence")
                .asText())
        .isEqualTo("END");
  }

  @Test
  void citationsStandOnTheTextThatTheyBelongTo() {
    var content =
        """
        {'citationsContent':{'content':[{'text':'Grass '},{'text':'is green.'}],'citations':[
         {'title':'d','sourceContent':[{'text':'The grass'}],
          'location':{'documentChar':{'documentIndex':0,'start':1,'end':9}}},
         {'sourceContent':[{'text':'p'}],
          'location':{'documentPage':{'documentIndex':1,'start':2,'end':3}}},
         {'title':'c','sourceContent':[{'text':'b'}],
          'location':{'documentChunk':{'documentIndex':2,'start':0,'end':1}}},
         {'title':'s','source':'https://x.test','sourceContent':[{'text':'f'}],
          'location':{'searchResultLocation':{'searchResultIndex':4,'start':0,'end':2}}},
         {'title':'w','location':{'web':{'url':'https://y.test'}}}]}}""";
    assertThat(answered(content, "'stopReason':'end_turn'," + USAGE).path("content"))
        .isEqualTo(
            json(
                """
                [{'type':'text','text':'Grass is green.','citations':[
                  {'type':'char_location','cited_text':'The grass','document_index':0,
                   'document_title':'d','start_char_index':1,'end_char_index':9},
                  {'type':'page_location','cited_text':'p','document_index':1,
                   'document_title':null,'start_page_number':2,'end_page_number':3},
                  {'type':'content_block_location','cited_text':'b','document_index':2,
                   'document_title':'c','start_block_index':0,'end_block_index':1},
                  {'type':'search_result_location','cited_text':'f','search_result_index':4,
                   'title':'s','source':'https://x.test','start_block_index':0,
                   'end_block_index':2}]}]"""));
  }

  private List<ServerSentEvents.Event> streamed(Frames frames) {
    bedrock.stream(frames);
    var response = post(",'stream':true");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    var events = ServerSentEvents.of(response.body());
    assertThat(events)
        .allSatisfy(each -> assertThat(each.data().path("type").asText()).isEqualTo(each.name()));
    return events;
  }

  private static Frames delta(Frames to, int index, String delta) {
    return to.event(
        "contentBlockDelta",
        "{'contentBlockIndex':%d,'delta':%s}".formatted(index, delta).replace('\'', '"'));
  }

  private static Frames stopped(Frames frames, int index) {
    return frames.event("contentBlockStop", "{\"contentBlockIndex\":" + index + "}");
  }

  private static void assertEvents(List<ServerSentEvents.Event> events, String... expected) {
    assertThat(events.stream().map(ServerSentEvents.Event::data))
        .containsExactlyElementsOf(
            List.of(expected).stream().map(MessagesAnswerTest::json).toList());
  }

  private static final String START =
      """
      {'type':'message_start','message':{'id':'msg_r1','type':'message','role':'assistant',
       'model':'claude-haiku','content':[],'stop_reason':null,'stop_sequence':null,'usage':
       {'input_tokens':0,'output_tokens':0,'cache_creation_input_tokens':0,
        'cache_read_input_tokens':0}}}""";
  private static final String STOP = "{'type':'message_stop'}";

  private static String end(String reason, String sequence) {
    return """
        {'type':'message_delta','delta':{'stop_reason':'%s','stop_sequence':%s},'usage':
         {'input_tokens':10,'output_tokens':2,'cache_creation_input_tokens':0,
          'cache_read_input_tokens':0,'cache_creation':
          {'ephemeral_5m_input_tokens':0,'ephemeral_1h_input_tokens':0}}}"""
        .formatted(reason, sequence);
  }

  @Test
  void aTextIsABlockThoughBedrockBeginsItInSilence() {
    assertEvents(
        streamed(Frames.answering("Hel", "lo \\u00e9")),
        START,
        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
        "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hel'}}",
        "{'type':'content_block_delta','index':0,'delta':"
            + "{'type':'text_delta','text':'lo \\u00e9'}}",
        "{'type':'content_block_stop','index':0}",
        end("end_turn", "null"),
        STOP);
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(COST);
  }

  @Test
  void thoughtsTextsAndToolsComeInTheOrderOfTheirBlocks() {
    var frames = new Frames().begun();
    delta(frames, 0, "{'reasoningContent':{'text':'Hm.'}}");
    delta(frames, 0, "{'reasoningContent':{'signature':'c2ln'}}");
    stopped(frames, 0);
    delta(frames, 1, "{'reasoningContent':{'redactedContent':'cmVk'}}");
    stopped(frames, 1);
    delta(frames, 2, "{'text':'Look.'}");
    delta(
        frames,
        2,
        "{'citation':{'title':'d','sourceContent':[{'text':'x'}],"
            + "'location':{'documentChar':{'documentIndex':0,'start':1,'end':2}}}}");
    delta(frames, 2, "{'citation':{'location':{'web':{'url':'https://y.test'}}}}");
    stopped(frames, 2);
    frames.event(
        "contentBlockStart",
        "{'contentBlockIndex':5,'start':{'toolUse':{'toolUseId':'t1','name':'look'}}}"
            .replace('\'', '"'));
    delta(frames, 5, "{'toolUse':{'input':''}}");
    delta(frames, 5, "{'toolUse':{'input':'{\\'q\\':'}}".replace("\\'q\\'", "\\\"q\\\""));
    delta(frames, 5, "{'toolUse':{'input':'1}'}}");
    stopped(frames, 5);
    assertEvents(
        streamed(frames.stop("tool_use").metadata()),
        START,
        "{'type':'content_block_start','index':0,'content_block':"
            + "{'type':'thinking','thinking':'','signature':''}}",
        "{'type':'content_block_delta','index':0,'delta':"
            + "{'type':'thinking_delta','thinking':'Hm.'}}",
        "{'type':'content_block_delta','index':0,'delta':"
            + "{'type':'signature_delta','signature':'c2ln'}}",
        "{'type':'content_block_stop','index':0}",
        "{'type':'content_block_start','index':1,'content_block':"
            + "{'type':'redacted_thinking','data':'cmVk'}}",
        "{'type':'content_block_stop','index':1}",
        "{'type':'content_block_start','index':2,'content_block':{'type':'text','text':''}}",
        "{'type':'content_block_delta','index':2,'delta':{'type':'text_delta','text':'Look.'}}",
        "{'type':'content_block_delta','index':2,'delta':{'type':'citations_delta','citation':"
            + "{'type':'char_location','cited_text':'x','document_index':0,"
            + "'document_title':'d','start_char_index':1,'end_char_index':2}}}",
        "{'type':'content_block_stop','index':2}",
        "{'type':'content_block_start','index':3,'content_block':"
            + "{'type':'tool_use','id':'t1','name':'look','input':{}}}",
        "{'type':'content_block_delta','index':3,'delta':"
            + "{'type':'input_json_delta','partial_json':'{\\\"q\\\":'}}",
        "{'type':'content_block_delta','index':3,'delta':"
            + "{'type':'input_json_delta','partial_json':'1}'}}",
        "{'type':'content_block_stop','index':3}",
        end("tool_use", "null"),
        STOP);
  }

  @Test
  void aStreamNamesTheSequenceThatStoppedIt() {
    var frames =
        new Frames()
            .begun()
            .delta("Hi")
            .event(
                "messageStop",
                ("{'stopReason':'stop_sequence',"
                        + "'additionalModelResponseFields':{'stop_sequence':'END'}}")
                    .replace('\'', '"'))
            .metadata();
    var events = streamed(frames);
    assertThat(events.get(events.size() - 2).data()).isEqualTo(json(end("stop_sequence", "'END'")));
  }

  @Test
  void anAnswerWithoutContentIsAStreamToo() {
    assertEvents(
        streamed(new Frames().begun().stop("end_turn").metadata()),
        START,
        end("end_turn", "null"),
        STOP);
  }

  @Test
  void anErrorWithinTheStreamIsItsLastEvent() {
    var events = streamed(new Frames().delta("Hel").exception("throttlingException", "scripted"));
    assertThat(events.getLast().name()).isEqualTo("error");
    assertThat(events.getLast().data().at("/error/type").asText()).isEqualTo("rate_limit_error");
    assertThat(events.getLast().data().has("request_id")).isTrue();
  }

  @Test
  void whatFailsBeforeTheStreamHasAStatusOfItsOwn() {
    bedrock.error(400, "ValidationException");
    var response = post(",'stream':true");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(parsed(response.body()).at("/error/type").asText())
        .isEqualTo("invalid_request_error");
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }
}
