package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies of the vendors' own, and OpenAI's embeddings made of them. */
class NativeVendorsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INVOKE = "/model/claude-haiku/invoke";

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(bedrock));

  // Set by serve, which every test calls first.
  @SuppressWarnings("NullAway.Init")
  private TestControl control;

  @SuppressWarnings("NullAway.Init")
  private TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  private TestEndpoint endpoint(String model) {
    return new TestEndpoint(bedrock.url()).calling(model).maxTokens(300);
  }

  private void serve(TestEndpoint endpoint) {
    control = new TestControl(certificate, endpoint.build());
    open.add(control);
    sidecar = TestSidecar.start(control, directory.resolve("pod")).ready();
    open.add(sidecar);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private void assertSpent(long inputTokens, long outputTokens) {
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU))
        .isEqualTo(
            new TestEndpoint("http://127.0.0.1:1")
                .build()
                .limits()
                .pricing()
                .cost(Usage.ofTokens(inputTokens, outputTokens)));
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "meta.llama3-1-8b-instruct-v1:0 | {\"prompt\":\"Hi\",\"max_gen_len\":9000} |"
            + " {\"prompt\":\"Hi\",\"max_gen_len\":300} |"
            + " {\"generation\":\"x\",\"prompt_token_count\":10,\"generation_token_count\":2}",
        "meta.llama3-1-8b-instruct-v1:0 | {\"prompt\":\"Hi\"} |"
            + " {\"max_gen_len\":300,\"prompt\":\"Hi\"} |"
            + " {\"generation\":\"x\",\"prompt_token_count\":10,\"generation_token_count\":2}",
        "amazon.titan-text-express-v1 | {\"inputText\":\"Hi\",\"textGenerationConfig\":{}} |"
            + " {\"inputText\":\"Hi\",\"textGenerationConfig\":{\"maxTokenCount\":300}} |"
            + " {\"inputTextTokenCount\":10,\"results\":[{\"tokenCount\":2,\"outputText\":\"x\"}]}",
        "amazon.titan-text-express-v1 | {\"inputText\":\"Hi\"} |"
            + " {\"textGenerationConfig\":{\"maxTokenCount\":300},\"inputText\":\"Hi\"} |"
            + " {\"inputTextTokenCount\":10,\"results\":[{\"tokenCount\":2,\"outputText\":\"x\"}]}",
        "meta.llama3-1-8b-instruct-v1:0 | {\"prompt\":\"Hi\",\"max_gen_len\":null} |"
            + " {\"prompt\":\"Hi\",\"max_gen_len\":300} |"
            + " {\"generation\":\"x\",\"prompt_token_count\":10,\"generation_token_count\":2}",
        "amazon.titan-text-express-v1 | {\"inputText\":\"Hi\",\"textGenerationConfig\":null} |"
            + " {\"inputText\":\"Hi\",\"textGenerationConfig\":{\"maxTokenCount\":300}} |"
            + " {\"inputTextTokenCount\":10,\"results\":[{\"tokenCount\":2,\"outputText\":\"x\"}]}",
        "us.amazon.nova-micro-v1:0 |"
            + " {\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}],"
            + "\"inferenceConfig\":{\"maxTokens\":null,\"topP\":1}} |"
            + " {\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}],"
            + "\"inferenceConfig\":{\"maxTokens\":300,\"topP\":1}} |"
            + " {\"output\":{},\"usage\":{\"inputTokens\":10,\"outputTokens\":2}}",
        "us.amazon.nova-micro-v1:0 |"
            + " {\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]} |"
            + " {\"inferenceConfig\":{\"maxTokens\":300},"
            + "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]} |"
            + " {\"output\":{},\"usage\":{\"inputTokens\":10,\"outputTokens\":2}}",
        "us.amazon.nova-micro-v1:0 |"
            + " {\"inferenceConfig\":{\"temperature\":1,\"max_new_tokens\":20},"
            + "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]} |"
            + " {\"inferenceConfig\":{\"temperature\":1,\"max_new_tokens\":20},"
            + "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]} |"
            + " {\"output\":{},\"usage\":{\"inputTokens\":10,\"outputTokens\":2}}"
      })
  void aBodyGoesOutAsItCameButForItsMaximum(String model, String body, String sent, String answer) {
    bedrock.ok(answer);
    serve(endpoint(model));
    var response = sidecar.post(INVOKE, body).join();
    assertThat(response.body()).isEqualTo(answer);
    assertThat(bedrock.bodies().getFirst()).isEqualTo(sent);
    assertSpent(10, 2);
  }

  @Test
  void aModelThatTellsItsUsageInHeadersOnlyIsBookedOnThem() {
    bedrock
        .ok("{\"outputs\":[{\"text\":\"x\",\"stop_reason\":\"stop\"}]}")
        .withHeader("x-amzn-bedrock-input-token-count", "10")
        .withHeader("x-amzn-bedrock-output-token-count", "2");
    serve(endpoint("mistral.mistral-7b-instruct-v0:2"));
    var response = sidecar.post(INVOKE, "{\"prompt\":\"Hi\",\"max_tokens\":20}").join();
    assertThat(response.headers().firstValue("x-amzn-bedrock-output-token-count")).contains("2");
    assertSpent(10, 2);
  }

  @Test
  void aBodyThatIsNotKnownReservesTheModelsGreatestOutput() {
    bedrock.ok("{\"completions\":[]}");
    serve(endpoint("ai21.jamba-1-5-mini-v1:0"));
    assertThat(sidecar.post(INVOKE, "{\"any\":[1]}").join().statusCode()).isEqualTo(200);
    sidecar.drain();
    // 200,000 tokens in and out, at 1.10 and 5.50 dollars per million.
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.parse("1.32"));
  }

  @Test
  void aBodyThatIsNotKnownIsRefusedWhereToolsAreChecked() {
    bedrock.ok();
    serve(
        endpoint("ai21.jamba-1-5-mini-v1:0").guardrail(TestEndpoint.GUARDRAIL.checkingTools(true)));
    var response = sidecar.post(INVOKE, "{\"any\":[1]}").join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("tool results in it can't be checked");
    assertThat(bedrock.bodies()).isEmpty();
  }

  @Test
  void vectorsOfTheVendorsFormArePricedByTheirInput() {
    bedrock.ok("{\"embedding\":[0.5,0.25],\"inputTextTokenCount\":7}");
    serve(endpoint("amazon.titan-embed-text-v2:0"));
    var response = sidecar.post(INVOKE, "{\"inputText\":\"Hello\",\"dimensions\":256}").join();
    assertThat(response.body()).isEqualTo("{\"embedding\":[0.5,0.25],\"inputTextTokenCount\":7}");
    assertSpent(7, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "cohere.embed-v4:0 | {\"images\":[\"x\"],\"input_type\":\"image\"} | images: is not passed"
            + " on",
        "amazon.nova-2-multimodal-embeddings-v1:0 | {\"taskType\":\"SINGLE_EMBEDDING\","
            + "\"singleEmbeddingParams\":{\"image\":{}}} | image: is not known"
      })
  void mediaWithPricesOfTheirOwnAreRefused(String model, String body, String message) {
    bedrock.ok();
    serve(endpoint(model));
    var response = sidecar.post(INVOKE, body).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains(message);
    assertThat(bedrock.bodies()).isEmpty();
  }

  @Test
  void noVectorIsMadeWhereAGuardrailCantSeeTheText() {
    bedrock.ok();
    serve(endpoint("amazon.titan-embed-text-v2:0").guardrail(TestEndpoint.GUARDRAIL));
    var response = sidecar.post(INVOKE, "{\"inputText\":\"Hello\"}").join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("can't be applied");
  }

  @Test
  void openAisEmbeddingsAreMadeTextByText() {
    bedrock
        .ok("{\"embedding\":[0.5,0.25],\"inputTextTokenCount\":7}")
        .ok("{\"embedding\":[1,-2e0],\"inputTextTokenCount\":3}");
    serve(endpoint("amazon.titan-embed-text-v2:0"));

    var response =
        sidecar
            .post(
                "/v1/embeddings",
                "{\"model\":\"claude-haiku\",\"input\":[\"a\\u00e9\",\"b\"],\"dimensions\":256}")
            .join();

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(json(response.body()))
        .isEqualTo(
            json(
                """
                {"object":"list","data":[
                {"object":"embedding","index":0,"embedding":[0.5,0.25]},
                {"object":"embedding","index":1,"embedding":[1,-2e0]}],
                "model":"claude-haiku","usage":{"prompt_tokens":10,"total_tokens":10}}\
                """));
    assertThat(bedrock.bodies())
        .containsExactly(
            "{\"inputText\":\"a\\u00e9\",\"dimensions\":256}",
            "{\"inputText\":\"b\",\"dimensions\":256}");
    assertSpent(10, 0);
  }

  @Test
  void openAisEmbeddingsOfCohereAreOneCallAndComeInBase64() {
    bedrock
        .ok("{\"embeddings\":{\"float\":[[0.5,0.25],[1,-2]]}}")
        .withHeader("x-amzn-bedrock-input-token-count", "9");
    serve(endpoint("cohere.embed-english-v3"));

    var response =
        sidecar
            .post(
                "/v1/embeddings",
                "{\"model\":\"claude-haiku\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}")
            .join();

    var second = json(response.body()).at("/data/1/embedding").asText();
    var floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(second))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    assertThat(floats.remaining()).isEqualTo(2);
    assertThat(floats.get(1)).isEqualTo(-2f);
    assertThat(bedrock.bodies())
        .containsExactly(
            "{\"texts\":[\"a\",\"b\"],\"input_type\":\"search_document\","
                + "\"embedding_types\":[\"float\"]}");
    assertSpent(9, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"model\":\"claude-haiku\",\"input\":[[1,2]]} | input[0]: must be a text",
        "{\"model\":\"claude-haiku\",\"input\":\"\"} | input: must not be empty",
        "{\"model\":\"claude-haiku\",\"input\":\"a\",\"encoding_format\":\"x\"} | encoding_format",
        "{\"model\":\"claude-haiku\",\"input\":\"a\",\"dimensions\":5} | dimensions: vectors of"
      })
  void whatAnEmbeddingCantHaveIsRefusedByName(String body, String message) {
    bedrock.ok();
    serve(endpoint("amazon.titan-embed-text-v1"));
    var response = sidecar.post("/v1/embeddings", body).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    var error = json(response.body()).path("error");
    assertThat(error.path("message").asText()).contains(message);
    assertThat(error.path("param").asText()).isEqualTo(message.split(":", -1)[0]);
    assertThat(bedrock.bodies()).isEmpty();
  }

  @Test
  void aModelThatMakesNoVectorsIsTold() {
    bedrock.ok();
    serve(endpoint(TestEndpoint.MODEL));
    var response =
        sidecar.post("/v1/embeddings", "{\"model\":\"claude-haiku\",\"input\":\"a\"}").join();
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("makes no vectors", "\"param\":\"model\"");
  }
}
