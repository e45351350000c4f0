package ai.kernelpanic09.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.simulator.bill.BookedCall;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.pointer.JsonPointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;
import software.amazon.eventstream.MessageDecoder;

/** InvokeModel with the models' own bodies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("unchecked") // the SDK takes consumers of builders as varargs
class NativeBodyTest {
  private static final String LLAMA = "meta.llama3-1-8b-instruct-v1:0";
  private static final String MISTRAL = "mistral.mistral-7b-instruct-v0:2";
  private static final String TITAN = "amazon.titan-text-express-v1";
  private static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

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
  void llamaAnswersItsOwnMembersAndIsBilled() {
    var answer = json(invoke(LLAMA, "{\"prompt\":\"Hello Llama\",\"max_gen_len\":4}"));
    assertThat(answer.getString("generation")).isEqualTo("You said: Hello ");
    assertThat(answer.getString("stop_reason")).isEqualTo("length");
    assertThat(answer.getLong("generation_token_count")).isEqualTo(4);
    var call = lastCall();
    assertThat(call.charge().tokens().input()).isEqualTo(answer.getLong("prompt_token_count"));
    assertThat(call.charge().nanoDollars()).isEqualTo(call.charge().tokens().total() * 220);
  }

  @Test
  void mistralStopsWhereItIsTold() {
    var answer =
        json(invoke(MISTRAL, "{\"prompt\":\"one STOP two\",\"stop\":[\"STOP\"],\"top_k\":5}"));
    var output = answer.getJsonArray("outputs").getJsonObject(0);
    assertThat(output.getString("text")).isEqualTo("You said: one ");
    assertThat(output.getString("stop_reason")).isEqualTo("stop");
    assertThat(lastCall().charge().tokens().output()).isEqualTo(4);
  }

  @Test
  void titanTellsWhyItIsDone() {
    var answer =
        json(
            invoke(
                TITAN, "{\"inputText\":\"Hello\",\"textGenerationConfig\":{\"maxTokenCount\":3}}"));
    var result = answer.getJsonArray("results").getJsonObject(0);
    assertThat(result.getString("completionReason")).isEqualTo("LENGTH");
    assertThat(result.getInteger("tokenCount")).isEqualTo(3);
    assertThat(answer.getLong("inputTextTokenCount"))
        .isEqualTo(lastCall().charge().tokens().input());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        LLAMA + " | {\"prompt\":\"Hello\"} | generation",
        MISTRAL + " | {\"prompt\":\"Hello\"} | text",
        TITAN + " | {\"inputText\":\"Hello\"} | outputText",
        "amazon.nova-micro-v1:0 |"
            + " {\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]} | text",
        HAIKU
            + " | {\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
            + " | text",
      })
  void aStreamSaysWhatTheAnswerSaysAndEndsWithItsMetrics(String model, String body, String member) {
    var answer = json(invoke(model, body));
    var chunks = chunks(model, body);
    var said = new StringBuilder();
    chunks.forEach(c -> texts(c, member, said));
    assertThat(said.toString()).startsWith("You said: Hello.").isEqualTo(text(answer, member));
    var metrics = chunks.getLast().getJsonObject("amazon-bedrock-invocationMetrics");
    var call = lastCall();
    assertThat(metrics.getLong("inputTokenCount")).isEqualTo(call.charge().tokens().input());
    assertThat(metrics.getLong("outputTokenCount")).isEqualTo(call.charge().tokens().output());
    assertThat(metrics.getLong("invocationLatency")).isPositive();
    assertThat(chunks.subList(0, chunks.size() - 1))
        .noneMatch(c -> c.containsKey("amazon-bedrock-invocationMetrics"));
  }

  @Test
  void anAnswersHeadersTellItsTokens() {
    var http = invoke(LLAMA, "{\"prompt\":\"Hello\"}").sdkHttpResponse();
    var tokens = lastCall().charge().tokens();
    assertThat(http.firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .hasValue(Long.toString(tokens.input()));
    assertThat(http.firstMatchingHeader("x-amzn-bedrock-output-token-count"))
        .hasValue(Long.toString(tokens.output()));
    assertThat(http.firstMatchingHeader("x-amzn-bedrock-invocation-latency")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        LLAMA + " | {} | #: required key [prompt] not found",
        LLAMA + " | {\"prompt\":\"a\",\"max_tokens\":5} | #: extraneous key [max_tokens]",
        LLAMA + " | {\"prompt\":7} | #/prompt: expected type: String, found: Integer",
        LLAMA
            + " | {\"prompt\":\"a\",\"max_gen_len\":2049} | #/max_gen_len: 2049 is not less or"
            + " equal to 2048",
        MISTRAL
            + " | {\"prompt\":\"a\",\"temperature\":-1} | #/temperature: -1 is not greater or equal"
            + " to 0",
        MISTRAL + " | {\"prompt\":\"a\",\"top_p\":2,\"n\":1} | 2 schema violations found",
        TITAN
            + " | {\"inputText\":\"a\",\"textGenerationConfig\":{\"topK\":1}} |"
            + " #/textGenerationConfig: extraneous key [topK]",
        "amazon.titan-embed-text-v1 | {\"inputText\":\"a\",\"dimensions\":256} | #: extraneous key"
            + " [dimensions]",
        "amazon.titan-embed-text-v2:0 | {\"inputText\":\"a\",\"dimensions\":300} | #/dimensions:"
            + " 300 is not a valid enum value",
        "amazon.titan-embed-text-v2:0 | {\"inputText\":\"\"} | #/inputText: expected minLength: 1,"
            + " actual: 0",
        "cohere.embed-english-v3 | {\"texts\":[\"a\"]} | #: required key [input_type] not found",
        "cohere.embed-english-v3 |"
            + " {\"texts\":[\"a\"],\"input_type\":\"search_query\",\"output_dimension\":256} | #:"
            + " extraneous key [output_dimension]",
        "cohere.embed-v4:0 | {\"texts\":[\"a\"],\"images\":[\"b\"],\"input_type\":\"search_query\"}"
            + " | exactly one of texts, images or inputs",
        "amazon.nova-2-multimodal-embeddings-v1:0 |"
            + " {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"text\":{\"value\":\"a\"}}}"
            + " | #/singleEmbeddingParams: required key [embeddingPurpose] not found",
        "amazon.titan-embed-text-v2:0 | {\"inputText\":\"a\",\"normalize\":null} | #/normalize: no"
            + " valid type found: Null",
        TITAN
            + " | {\"inputText\":\"a\",\"textGenerationConfig\":{\"topP\":null}} |"
            + " #/textGenerationConfig/topP: no valid type found: Null",
      })
  void aBodyIsRefusedAsItsSchemaSays(String model, String body, String message) {
    assertThatThrownBy(() -> invoke(model, body))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(message);
    assertThat(world.simulator().bill().total().billedNanoDollars()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "amazon.titan-embed-text-v1 | {\"inputText\":\"Hello\"} | /embedding | 1536 | 100",
        "amazon.titan-embed-text-v2:0 | {\"inputText\":\"Hello\"} | /embedding | 1024 | 20",
        "amazon.titan-embed-text-v2:0 |"
            + " {\"inputText\":\"Hello\",\"dimensions\":256,\"embeddingTypes\":[\"binary\"]} |"
            + " /embeddingsByType/binary | 256 | 20",
        "cohere.embed-english-v3 | {\"texts\":[\"Hello\"],\"input_type\":\"search_document\"} |"
            + " /embeddings/0 | 1024 | 100",
        "cohere.embed-multilingual-v3 |"
            + " {\"texts\":[\"Hello\"],\"input_type\":\"clustering\",\"embedding_types\":[\"int8\",\"float\"]}"
            + " | /embeddings/int8/0 | 1024 | 100",
        "cohere.embed-v4:0 |"
            + " {\"texts\":[\"Hello\"],\"input_type\":\"search_query\",\"output_dimension\":512,\"embedding_types\":[\"ubinary\"]}"
            + " | /embeddings/ubinary/0 | 64 | 120",
        "cohere.embed-v4:0 |"
            + " {\"inputs\":[{\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}]}],\"input_type\":\"search_query\"}"
            + " | /embeddings/0 | 1536 | 120",
        "amazon.nova-2-multimodal-embeddings-v1:0 |"
            + " {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"GENERIC_INDEX\",\"text\":{\"truncationMode\":\"END\",\"value\":\"Hello\"}}}"
            + " | /embeddings/0/embedding | 3072 | 135",
      })
  void anEmbeddingHasItsDimensionsAndIsBilledByItsInput(
      String model, String body, String pointer, int dimensions, long nanoDollarsPerToken) {
    var response = invoke(model, body);
    assertThat(JsonPointer.from(pointer).queryJson(json(response)))
        .isInstanceOfSatisfying(
            JsonArray.class, vector -> assertThat(vector.size()).isEqualTo(dimensions));
    var call = lastCall();
    assertThat(call.charge().tokens().input()).isEqualTo(5);
    assertThat(call.charge().tokens().output()).isZero();
    assertThat(call.charge().nanoDollars()).isEqualTo(5 * nanoDollarsPerToken);
    assertThat(response.sdkHttpResponse().firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .hasValue("5");
  }

  @Test
  void theSameTextHasTheSameVectorOfLengthOne() {
    var one = vector("amazon.titan-embed-text-v2:0", "{\"inputText\":\"Hello\"}");
    assertThat(one).isEqualTo(vector("amazon.titan-embed-text-v2:0", "{\"inputText\":\"Hello\"}"));
    assertThat(one).isNotEqualTo(vector("amazon.titan-embed-text-v2:0", "{\"inputText\":\"Bye\"}"));
    double square = 0;
    for (var value : one) {
      square += ((Number) value).doubleValue() * ((Number) value).doubleValue();
    }
    assertThat(square).isBetween(0.999, 1.001);
  }

  @Test
  void aTextThatIsTooLongIsCutOnlyWhenThatIsAskedFor() {
    var text = "word ".repeat(500);
    assertThatThrownBy(
            () ->
                invoke(
                    "cohere.embed-english-v3",
                    new JsonObject()
                        .put("texts", new JsonArray().add(text))
                        .put("input_type", "search_query")
                        .encode()))
        .hasMessageContaining("#/texts/0: expected maxLength: 2048, actual: 2500");
    assertThatThrownBy(
            () ->
                invoke(
                    "amazon.titan-embed-text-v2:0",
                    new JsonObject().put("inputText", "word ".repeat(8_000)).encode()))
        .hasMessageContaining("Too many input tokens. Max input tokens: 8192");
    invoke(
        "amazon.nova-2-multimodal-embeddings-v1:0",
        new JsonObject()
            .put("taskType", "SINGLE_EMBEDDING")
            .put(
                "singleEmbeddingParams",
                new JsonObject()
                    .put("embeddingPurpose", "GENERIC_INDEX")
                    .put(
                        "text",
                        new JsonObject()
                            .put("truncationMode", "END")
                            .put("value", "word ".repeat(8_000))))
            .encode());
    assertThat(lastCall().charge().tokens().input()).isEqualTo(8192 / 4 + 8);
  }

  @Test
  void anEmbeddingIsThrottledAndFailsAsATestAsks() {
    world
        .simulator()
        .control("POST", "faults", "{\"kind\":\"error\",\"error\":\"ModelErrorException\"}");
    assertThatThrownBy(() -> invoke("amazon.titan-embed-text-v2:0", "{\"inputText\":\"a\"}"))
        .isInstanceOf(
            software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException.class);
    assertThat(world.simulator().bill().total().billedNanoDollars()).isZero();
  }

  @Test
  void anEmbeddingsModelNeitherStreamsNorConversesNorTakesAGuardrail() {
    var model = "/model/amazon.titan-embed-text-v2%3A0";
    assertThat(
            Wire.text(wire.post(model + "/invoke-with-response-stream", "{\"inputText\":\"a\"}")))
        .contains("The model is unsupported for streaming.");
    assertThatThrownBy(
            () ->
                runtime.converse(
                    r -> r.modelId("amazon.titan-embed-text-v2:0").messages(DemoAccount.user("a"))))
        .hasMessageContaining("doesn't support the Converse API");
    assertThatThrownBy(
            () ->
                runtime.invokeModel(
                    r ->
                        r.modelId("amazon.titan-embed-text-v2:0")
                            .guardrailIdentifier("abc")
                            .guardrailVersion("1")
                            .body(SdkBytes.fromUtf8String("{\"inputText\":\"a\"}"))))
        .hasMessageContaining("Guardrails can't be used");
  }

  @Test
  void aGuardrailInTheHeadersSeesThePromptAndTheAnswerTellsIt() {
    String id;
    try (var bedrock = world.bedrock(world.assume("admin"))) {
      id =
          bedrock
              .createGuardrail(
                  r ->
                      r.name("words")
                          .blockedInputMessaging("Not that.")
                          .blockedOutputsMessaging("Not this.")
                          .wordPolicyConfig(w -> w.wordsConfig(c -> c.text("secret"))))
              .guardrailId();
    }
    for (var prompt : List.of("a secret", "a word")) {
      var response =
          runtime.invokeModel(
              r ->
                  r.modelId(LLAMA)
                      .guardrailIdentifier(id)
                      .guardrailVersion("DRAFT")
                      .trace("ENABLED")
                      .body(SdkBytes.fromUtf8String("{\"prompt\":\"%s\"}".formatted(prompt))));
      boolean blocked = prompt.equals("a secret");
      var answer = json(response);
      assertThat(answer.getString("amazon-bedrock-guardrailAction"))
          .isEqualTo(blocked ? "INTERVENED" : "NONE");
      assertThat(answer.getString("generation")).startsWith(blocked ? "Not that." : "You said");
      assertThat(answer.getJsonObject("amazon-bedrock-trace").getJsonObject("guardrail"))
          .isNotNull();
    }
  }

  private InvokeModelResponse invoke(String model, String body) {
    return runtime.invokeModel(r -> r.modelId(model).body(SdkBytes.fromUtf8String(body)));
  }

  private BookedCall lastCall() {
    return world.simulator().bill().calls().getLast();
  }

  private JsonArray vector(String model, String body) {
    return json(invoke(model, body)).getJsonArray("embedding");
  }

  private static JsonObject json(InvokeModelResponse response) {
    return new JsonObject(response.body().asUtf8String());
  }

  private List<JsonObject> chunks(String model, String body) {
    var response =
        wire.post(
            "/model/%s/invoke-with-response-stream".formatted(model.replace(":", "%3A")), body);
    var decoder = new MessageDecoder();
    decoder.feed(response.body());
    var chunks = new ArrayList<JsonObject>();
    for (var message : decoder.getDecodedMessages()) {
      var payload = new JsonObject(new String(message.getPayload(), StandardCharsets.UTF_8));
      chunks.add(
          new JsonObject(Buffer.buffer(Base64.getDecoder().decode(payload.getString("bytes")))));
    }
    return chunks;
  }

  private static String text(JsonObject answer, String member) {
    var text = new StringBuilder();
    texts(answer, member, text);
    return text.toString();
  }

  /** Collects the texts under a member's name, in order. */
  private static void texts(Object value, String member, StringBuilder found) {
    if (value instanceof JsonObject object) {
      for (var entry : object) {
        if (entry.getKey().equals(member) && entry.getValue() instanceof String text) {
          found.append(text);
        } else if (entry.getValue() != null) {
          texts(entry.getValue(), member, found);
        }
      }
    } else if (value instanceof JsonArray array) {
      array.stream().forEach(e -> texts(e, member, found));
    }
  }
}
