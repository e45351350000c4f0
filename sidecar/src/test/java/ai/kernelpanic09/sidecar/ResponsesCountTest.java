package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a response's input are counted by Bedrock, and cost nothing. */
class ResponsesCountTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private TestControl control;
  private TestSidecar sidecar;

  @BeforeEach
  void start() {
    control =
        new TestControl(TestCertificate.create(directory), new TestEndpoint(bedrock.url()).build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  private HttpResponse<String> count(String members) {
    var body = "{'model':'claude-haiku'," + members + "}";
    return sidecar.post("/v1/responses/input_tokens", body.replace('\'', '"')).join();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void whatTheModelWouldReadIsCounted() {
    bedrock.ok("{\"inputTokens\":17}");
    var response =
        count(
            """
            'instructions':'Be brief.','input':'Hi',
            'tools':[{'type':'function','name':'look','parameters':{'type':'object'}}],
            'reasoning':{'effort':'low'}""");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{\"object\":\"response.input_tokens\",\"input_tokens\":17}");
    assertThat(bedrock.uris().getFirst())
        .isEqualTo("/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens");
    assertThat(json(bedrock.bodies().getFirst()))
        .isEqualTo(
            json(
                """
                {'input':{'converse':{'system':[{'text':'Be brief.'}],
                 'messages':[{'role':'user','content':[{'text':'Hi'}]}],
                 'toolConfig':{'tools':[{'toolSpec':{'name':'look','inputSchema':
                  {'json':{'type':'object'}}}}]},
                 'additionalModelRequestFields':
                  {'thinking':{'type':'enabled','budget_tokens':1024}}}}}"""));
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void whatCantBeCountedIsAnError() {
    bedrock.error(400, "ValidationException");
    assertThat(count("'input':'Hi','previous_response_id':'r1'").statusCode()).isEqualTo(400);
    assertThat(bedrock.bodies()).isEmpty();
    var response = count("'input':'Hi'");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"invalid_request_error\"");
  }

  @Test
  void anAnswerWithoutACountIsAnErrorToo() {
    bedrock.ok("{\"tokens\":1}");
    var response = count("'input':'Hi'");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.body()).contains("\"upstream_error\"");
  }
}
