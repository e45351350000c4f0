package ai.kernelpanic09.sidecar.invokemodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies of vendors can cost at most. */
class InvokeModelCallTest {

  private static final EndpointLimits LIMITS = new TestEndpoint("http://x").build().limits();
  private static final String UNKNOWN = "openai.gpt-oss-20b-1:0";
  private static final String SEARCH =
      "{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":["
          + "{\"type\":\"text\",\"text\":\"found\"%s}]%s}";

  private static InvokeModelCall call(String model, String body) throws InvalidRequestException {
    return InvokeModelCall.read(
        ReceivedBytes.of(body.getBytes(StandardCharsets.UTF_8)),
        model,
        InvokeTerms.NONE,
        Held.NOTHING);
  }

  private static InvokeModelCall claude(String block) throws InvalidRequestException {
    return call(
        TestEndpoint.MODEL,
        "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":9,\"messages\":[{\"role\":"
            + "\"user\",\"content\":["
            + block
            + "]}]}");
  }

  private static CallShape shape(String block) throws InvalidRequestException {
    return Objects.requireNonNull(claude(block).shape(LIMITS));
  }

  @Test
  void aCacheWithinASearchResultIsReserved() throws Exception {
    var cached =
        claude(SEARCH.formatted(",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}", ""));

    assertThat(Objects.requireNonNull(cached.shape(LIMITS)).cachePoint()).isTrue();
    assertThat(cached.unservable(new TestEndpoint("http://x").withoutCachePrice().build().limits()))
        .contains("the price of cached tokens is not known");
    assertThat(shape(SEARCH.formatted("", "")).cachePoint()).isFalse();
  }

  @Test
  void whoWantsSearchResultsCitedReservesAllThatTheModelReads() throws Exception {
    assertThat(shape(SEARCH.formatted("", ",\"citations\":{\"enabled\":true}")).opaque()).isTrue();
    assertThat(shape(SEARCH.formatted("", ",\"citations\":{\"enabled\":false}")).opaque())
        .isFalse();
    assertThat(shape(SEARCH.formatted("", "")).opaque()).isFalse();
  }

  @Test
  void whatAnEarlierAnswerCitedIsReserved() throws Exception {
    var text = "{\"type\":\"text\",\"text\":\"a\"%s}";
    var cited =
        ",\"citations\":[{\"type\":\"char_location\",\"cited_text\":\"%s\"}]"
            .formatted("b".repeat(1_000));

    assertThat(shape(text.formatted(cited)).textBytes())
        .isGreaterThan(shape(text.formatted("")).textBytes() + 1_000);
  }

  @Test
  void aDocumentIsReservedForTheGuardrailByItsBytes() throws Exception {
    var document =
        "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\","
            + "\"data\":\""
            + "A".repeat(9_000)
            + "\"}}";

    assertThat(shape(document).guardedCharacters()).isGreaterThanOrEqualTo(9_000);
  }

  @Test
  void imagesOfABodyThatIsNotKnownAreReservedForTheGuardrail() throws Exception {
    var image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBOR\"}}";
    var body = "{\"messages\":[{\"role\":\"user\",\"content\":[" + image + "," + image + "]}]}";
    var limits = new TestEndpoint("http://x").calling(UNKNOWN).build().limits();

    assertThat(Objects.requireNonNull(call(UNKNOWN, body).shape(limits)).images())
        .isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"messages\":[],\"n\":16} | n: must be 1",
        "{\"prompt\":\"Hi\",\"num_generations\":5} | num_generations: must be 1",
        "{\"messages\":[],\"\\u006e\":2} | n: must be 1",
        "{\"messages\":[],\"service_tier\":\"priority\"} | service_tier: must be left out",
        "{\"messages\":[],\"amazon-bedrock-guardrailConfig\":{\"tagSuffix\":\"x\"}} |"
            + " amazon-bedrock-guardrailConfig: must be left out",
        "{\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_grounding\"}}]}}"
            + " | toolConfig.tools[0]: can't be a systemTool"
      })
  void aBodyThatIsNotKnownMayNotAskForMoreThanIsReserved(String body, String message) {
    assertThatThrownBy(() -> call(UNKNOWN, body))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\":[],\"n\":1}",
        "{\"messages\":[],\"toolConfig\":{\"tools\":[{\"toolSpec\":{}}]}}"
      })
  void aBodyThatIsNotKnownGoesOut(String body) throws Exception {
    var limits = new TestEndpoint("http://x").calling(UNKNOWN).build().limits();
    var shape = Objects.requireNonNull(call(UNKNOWN, body).shape(limits));
    assertThat(shape.maxTokens()).isEqualTo(limits.bounds().contextWindow());
  }
}
