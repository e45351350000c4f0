package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that make vectors are served with nothing but their ids, at prices of input alone. */
class EmbeddingPricesTest {

  private static final String NOVA =
      "{\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":"
          + "\"GENERIC_INDEX\",\"text\":{\"truncationMode\":\"END\",\"value\":\"Hello\"}}}";
  private static final String COHERE = "{\"texts\":[\"Hello\"],\"input_type\":\"search_query\"}";
  private static final String TITAN = "{\"inputText\":\"Hello\"}";

  @TempDir Path directory;
  private final SimulatedBedrock bedrock = new SimulatedBedrock();

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestControl control(String modelId) {
    var endpoint = new TestEndpoint(bedrock.simulator().url()).maxTokens(0).model(modelId);
    return new TestControl(TestCertificate.create(directory), endpoint.build());
  }

  private void assertSpentIsBilled(TestControl control, TestSidecar sidecar) {
    assertThat(sidecar.health("/metrics"))
        .containsPattern("overrun_dollars_total\\{[^}]*} 0(\\.0)?\\n");
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isPositive()
        .isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.titan-embed-text-v1, titan",
    "amazon.titan-embed-text-v2:0, titan",
    "amazon.titan-embed-image-v1, titan",
    "cohere.embed-english-v3, cohere",
    "cohere.embed-multilingual-v3, cohere",
    "cohere.embed-v4:0, cohere",
    "us.cohere.embed-v4:0, cohere",
    "amazon.nova-2-multimodal-embeddings-v1:0, nova"
  })
  void theModelsIdIsAllThatAnEndpointNeeds(String modelId, String form) {
    try (var control = control(modelId);
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      var vectors =
          sidecar
              .post(
                  "/v1/embeddings", "{\"model\":\"claude-haiku\",\"input\":[\"Hello\",\"World\"]}")
              .join();
      var own = form.equals("nova") ? NOVA : form.equals("cohere") ? COHERE : TITAN;
      var invoked = sidecar.post("/model/claude-haiku/invoke", own).join();

      assertThat(vectors.statusCode()).as(vectors.body()).isEqualTo(200);
      assertThat(vectors.body()).contains("\"index\":0", "\"index\":1");
      assertThat(invoked.statusCode()).as(invoked.body()).isEqualTo(200);
      assertSpentIsBilled(control, sidecar);
    }
  }

  @Test
  void eachTextOfACallMayFillTheContextWindow() {
    try (var control = control("cohere.embed-english-v3");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      var text = "\"" + "word ".repeat(400) + "\"";
      var texts = String.join(",", Collections.nCopies(96, text));
      var response =
          sidecar
              .post("/v1/embeddings", "{\"model\":\"claude-haiku\",\"input\":[" + texts + "]}")
              .join();
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(bedrock.billedNanoDollars()).isGreaterThan(40_000 * 100L);
      assertSpentIsBilled(control, sidecar);
    }
  }

  @Test
  void aConversationWithAModelThatMakesVectorsIsRefusedBeforeItIsSent() {
    try (var control = control("amazon.titan-embed-text-v2:0");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      var response = sidecar.invoke(TestSidecar.message("Hi", 8));
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("amazon.titan-embed-text-v2:0 makes vectors");
      assertThat(bedrock.billedNanoDollars()).isZero();
    }
  }

  @Test
  void anImageIsRefusedForItsPriceIsNotOneOfTokens() {
    try (var control = control("amazon.titan-embed-image-v1");
        var sidecar = TestSidecar.start(control, directory.resolve("pod")).ready()) {
      var response =
          sidecar.post("/model/claude-haiku/invoke", "{\"inputImage\":\"iVBORw0KGgo=\"}").join();
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("inputImage: is not passed on");
    }
  }
}
