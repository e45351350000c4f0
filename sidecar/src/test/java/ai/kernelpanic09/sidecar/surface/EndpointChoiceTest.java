package ai.kernelpanic09.sidecar.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.surface.EndpointChoice.Offer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint that a caller means by the name of a model. */
class EndpointChoiceTest {

  private static final List<Offer> OFFERS =
      List.of(
          new Offer(new EndpointName("a", "haiku"), "us.anthropic.claude-haiku-4-5-20251001-v1:0"),
          new Offer(new EndpointName("a", "nova"), "amazon.nova-lite-v1:0"),
          new Offer(new EndpointName("b", "nova"), "us.amazon.nova-lite-v1:0"),
          new Offer(new EndpointName("b", "sonnet"), "us.anthropic.claude-sonnet-4-6"));

  private static CallFailure failure(String model, List<Offer> offers) {
    return catchThrowableOfType(CallFailure.class, () -> EndpointChoice.of(model, offers));
  }

  @ParameterizedTest
  @CsvSource({
    "haiku, a/haiku",
    "a/haiku, a/haiku",
    "a.haiku, a/haiku",
    "b/nova, b/nova",
    "b.nova, b/nova",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0, a/haiku",
    "anthropic.claude-haiku-4-5-20251001-v1:0, a/haiku",
    "anthropic.claude-sonnet-4-6, b/sonnet",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6, b/sonnet",
    "us.amazon.nova-lite-v1:0, b/nova",
    "c/other, c/other",
  })
  void oneIsMeant(String model, String endpoint) {
    assertThat(EndpointChoice.of(model, OFFERS)).hasToString(endpoint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4.1",
        "gpt-4o",
        "eu.anthropic.claude-sonnet-4-6",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6",
        "",
        "a/b/c",
        "/nova"
      })
  void noneIsMeant(String model) {
    var failure = failure(model, OFFERS);
    assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_ENDPOINT);
    assertThat(failure.text())
        .startsWith("model: there is no '" + model + "'")
        .contains("a/haiku, a/nova, b/nova, b/sonnet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nova", "amazon.nova-lite-v1:0"})
  void moreThanOneIsMeant(String model) {
    var failure = failure(model, OFFERS);
    assertThat(failure.code()).isEqualTo(ErrorCode.UNKNOWN_ENDPOINT);
    assertThat(failure.text()).contains("more than one endpoint").endsWith("a/nova, b/nova");
  }

  @Test
  void anEndpointWhoseModelIsNotKnownYetMayBeMeant() {
    var offers = List.of(new Offer(new EndpointName("a", "new"), null));
    assertThat(EndpointChoice.of("new", offers)).hasToString("a/new");
    var failure = failure("amazon.nova-lite-v1:0", offers);
    assertThat(failure.code()).isEqualTo(ErrorCode.ENDPOINT_NOT_READY);
    assertThat(failure.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void whereNobodyKnowsTheOffersTheNamespaceIsNeeded() {
    assertThat(EndpointChoice.of("a/haiku", List.of())).hasToString("a/haiku");
    assertThat(EndpointChoice.of("a.haiku", List.of())).hasToString("a/haiku");
    assertThat(failure("haiku", List.of()).text()).contains("namespace/name");
    assertThat(failure("us.amazon.nova-lite-v1:0", List.of()).code())
        .isEqualTo(ErrorCode.UNKNOWN_ENDPOINT);
  }

  @Test
  void aTemplateIsNoModel() {
    assertThat(failure("template/review", OFFERS).text())
        .startsWith("model: there is no 'template/review'; this pod may use a/haiku")
        .contains("POST /render/{namespace}/{name} renders it");
    assertThat(EndpointChoice.of("template/review", List.of())).hasToString("template/review");
    var offers = List.of(new Offer(new EndpointName("template", "review"), null));
    assertThat(EndpointChoice.of("template/review", offers)).hasToString("template/review");
  }

  @Test
  void longNamesAndListsAreCutShort() {
    var many =
        IntStream.range(0, 30)
            .mapToObj(i -> new Offer(new EndpointName("a", "e" + i), "amazon.nova-lite-v1:0"))
            .toList();
    assertThat(failure("x".repeat(4_000), many).text())
        .hasSizeLessThan(1_000)
        .contains("and 10 more");
  }
}
