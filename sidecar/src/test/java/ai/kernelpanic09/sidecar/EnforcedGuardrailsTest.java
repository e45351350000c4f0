package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EnforcedGuardrail;
import ai.kernelpanic09.core.endpoint.EnforcedGuardrail.Origin;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.PriceBook;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guardrails that the account and its organisation add to calls are paid to the nano-dollar. */
class EnforcedGuardrailsTest {

  private static final GuardrailPrice PRICE =
      PriceBook.embedded()
          .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION));

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private SimulatedBedrock bedrock;

  @SuppressWarnings("NullAway.Init")
  private TestControl control;

  @SuppressWarnings("NullAway.Init")
  private TestSidecar sidecar;

  private String company;
  private String group;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    bedrock = new SimulatedBedrock();
    company = bedrock.guardrail("The company stops this.", "The company stops that.");
    group = bedrock.guardrail("The group stops this.", "The group stops that.");
    bedrock.enforce(company);
    bedrock.enforceByOrganization(group);
  }

  @AfterEach
  void stop() {
    sidecar.close();
    control.close();
    bedrock.close();
  }

  private static EnforcedGuardrail enforced(String id, Origin origin) {
    return new EnforcedGuardrail(SimulatedBedrock.arn(id), "1", origin, PRICE);
  }

  private TestEndpoint endpoint() {
    return new TestEndpoint(bedrock.simulator().url()).maxTokens(256).daily("100");
  }

  private TestEndpoint announced() {
    return endpoint()
        .enforced(enforced(company, Origin.ACCOUNT), enforced(group, Origin.ORGANIZATION));
  }

  private void serve(TestEndpoint endpoint) {
    control = new TestControl(certificate, endpoint.build());
    sidecar = TestSidecar.start(control, directory.resolve("pod"));
  }

  private String answered(String path, String body) {
    var response = sidecar.post(path, body).join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private void assertSpentIsBilled(int units) {
    sidecar.drain();
    assertThat(
            bedrock.simulator().bill().calls().stream()
                .mapToLong(each -> each.charge().guardrail().sensitiveInformation())
                .sum())
        .isEqualTo(units);
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isEqualTo(bedrock.billedNanoDollars());
    assertThat(control.estimated(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @ParameterizedTest
  @EnumSource(GuardrailSightTest.Form.class)
  void whatTheyCheckedIsBookedAsItIsBilled(GuardrailSightTest.Form form) {
    serve(announced());
    answered(form.path(), form.body("Be brief.", "hi"));
    assertSpentIsBilled(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"invoke", "invoke-with-response-stream", "converse-stream"})
  void soItIsInEveryOperation(String operation) {
    serve(announced());
    answered(
        "/model/claude-haiku/" + operation,
        operation.startsWith("invoke")
            ? "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":64,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
            : "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}");
    assertSpentIsBilled(4);
  }

  @Test
  void theEndpointsOwnGuardrailIsPaidBesideThem() {
    var own = bedrock.guardrail("Not this.", "Nor that.");
    serve(announced().guardrail(new GuardrailUse(own, "1", PRICE)).guardrailPolicy("strict"));
    answered("/invoke/ai-workloads/claude-haiku", message("hi"));
    assertSpentIsBilled(6);
  }

  /** The organisation may enforce the guardrail that the endpoint names: it is applied once. */
  @Test
  void oneThatCallsCarryAnywayIsPaidOnce() {
    serve(announced().guardrail(new GuardrailUse(group, "1", PRICE)).guardrailPolicy("strict"));
    answered("/invoke/ai-workloads/claude-haiku", message("hi"));
    assertSpentIsBilled(4);
  }

  @Test
  void whatOneOfThemBlocksIsPaidWithoutAModel() {
    serve(announced());
    assertThat(answered("/invoke/ai-workloads/claude-haiku", message("This is classified.")))
        .contains("The company stops this.");
    assertSpentIsBilled(2);
  }

  private static String message(String text) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(text);
  }

  /** The worst case of an answer that is told to have tokens, of three guardrails. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerThatNoGuardrailTellsOfIsBookedAtItsMost(boolean streamed) {
    var own = bedrock.guardrail("Not this.", "Nor that.");
    serve(announced().guardrail(new GuardrailUse(own, "1", PRICE)).guardrailPolicy("strict"));
    bedrock
        .simulator()
        .control("POST", "faults", "{\"kind\": \"no_output_assessments\", \"times\": 1}");
    answered(
        "/model/claude-haiku/converse" + (streamed ? "-stream" : ""),
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}");
    sidecar.drain();
    var call = bedrock.simulator().bill().calls().getLast();
    var most =
        Math.ceilDiv(call.charge().tokens().output() * 128, 1_000)
            * 3
            * PRICE.content().plus(PRICE.sensitiveInformation()).nanoDollars()
            / 1_000;
    var told = 3 * PRICE.content().plus(PRICE.sensitiveInformation()).nanoDollars() / 1_000;
    assertThat(control.spent(TestEndpoint.HAIKU).nanoDollars())
        .isEqualTo(bedrock.billedNanoDollars() - told + most);
    assertThat(control.estimated(TestEndpoint.HAIKU)).isGreaterThan(Money.ZERO);
  }

  /** It is charged, noticed, and reserved for from then on. */
  @Test
  void oneThatNobodyKnewOfIsReservedForFromThenOn() {
    serve(endpoint().enforced(enforced(company, Origin.ACCOUNT)).daily("0.05"));
    answered("/invoke/ai-workloads/claude-haiku", message("hi"));
    assertThat(sidecar.health("/metrics"))
        .contains("proxy_unlisted_guardrails_total{")
        .contains("} 1.0");
    assertSpentIsBilled(4);
  }

  /** Nobody knows whether the check of a source is charged for each part of a stream. */
  @Test
  void anAnswerThatIsCheckedAgainstASourceIsNotStreamed() {
    var grounding = PriceBook.embedded().guardrail(EnumSet.of(ChargedPolicy.GROUNDING));
    serve(announced().guardrail(new GuardrailUse("gr1", "1", grounding)).guardrailPolicy("strict"));
    var response =
        sidecar
            .post(
                "/model/claude-haiku/converse-stream",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"guardContent\":{\"text\":{\"text\":"
                    + "\"Paris\",\"qualifiers\":[\"grounding_source\"]}}}]}]}")
            .join();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("messages[0].content[0].guardContent", "streamed");
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void aSessionThatMayNotApplyThemIsDenied() {
    serve(announced());
    bedrock
        .simulator()
        .control(
            "POST",
            "users",
            """
            {"arn":"arn:aws:iam::123456789012:user/test","accessKeyId":"%s","secretAccessKey":"%s",
            "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
            "Action":["bedrock:InvokeModel","bedrock:InvokeModelWithResponseStream"],
            "Resource":"*"}]}]}"""
                .formatted(
                    SimulatedBedrock.KEYS.accessKeyId(), SimulatedBedrock.KEYS.secretAccessKey()));
    var response = sidecar.post("/invoke/ai-workloads/claude-haiku", message("hi")).join();
    assertThat(response.statusCode()).as(response.body()).isNotEqualTo(200);
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
    assertThat(bedrock.billedNanoDollars()).isZero();
  }
}
