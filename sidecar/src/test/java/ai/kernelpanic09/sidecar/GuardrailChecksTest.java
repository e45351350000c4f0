package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailExemption;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the checks of a call's texts cost, how often they are made, and how many at a time. */
class GuardrailChecksTest {

  private static final EndpointName SECOND = new EndpointName("ai-workloads", "second");
  private static final String HAIKU_3 = "anthropic.claude-3-haiku-20240307-v1:0";
  private static final String SYSTEM =
      "{\"system\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"maxTokens\":16}";
  private static final String FINE =
      "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[],"
          + "\"usage\":{\"contentPolicyUnits\":25,\"sensitiveInformationPolicyUnits\":25}}";
  private static final String BLOCKED =
      "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"Not this.\"}],"
          + "\"assessments\":[{\"wordPolicy\":{\"customWords\":[{\"match\":\"x\",\"action\":\"BLOCKED\"}]}}],"
          + "\"usage\":{\"contentPolicyUnits\":25,\"sensitiveInformationPolicyUnits\":25}}";

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final SimulatedBedrock bedrock = new SimulatedBedrock();
  private final ScriptedBedrock scripted = new ScriptedBedrock();
  private TestControl control;
  private TestSidecar sidecar;

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @BeforeEach
  void start() {
    serve(endpoint(use("gr1")).build());
  }

  @AfterEach
  void stop() {
    close();
    bedrock.close();
    scripted.close();
  }

  private void close() {
    if (sidecar != null) {
      sidecar.close();
      control.close();
    }
  }

  private void serve(DeskEndpoint... endpoints) {
    close();
    control = new TestControl(certificate, endpoints);
    var syncs = control.syncs();
    sidecar = TestSidecar.start(control, directory.resolve("pod-" + control.hashCode()));
    if (endpoints.length > 1) {
      // One answer names the fallbacks, the next one brings their limits.
      await().atMost(ONE_MINUTE).until(() -> control.syncs() > syncs + 1);
    }
  }

  private GuardrailUse guardrail() {
    return use(bedrock.guardrail("Not this.", "Nor that."));
  }

  private static GuardrailUse use(String id) {
    return new GuardrailUse(
        id,
        "1",
        PriceBook.embedded()
            .guardrail(EnumSet.of(ChargedPolicy.CONTENT, ChargedPolicy.SENSITIVE_INFORMATION)));
  }

  private TestEndpoint endpoint(GuardrailUse use) {
    return endpoint(bedrock.simulator().url(), use);
  }

  private static TestEndpoint endpoint(String url, GuardrailUse use) {
    return new TestEndpoint(url)
        .maxTokens(16)
        .daily("100")
        .guardrail(use)
        .guardrailPolicy("strict");
  }

  private List<String> operations() {
    return bedrock.simulator().bill().calls().stream()
        .map(each -> each.operation().name())
        .filter(each -> each.equals("ApplyGuardrail") || each.startsWith("Converse"))
        .toList();
  }

  private void fault(String members) {
    bedrock.simulator().control("POST", "faults", "{" + members + "}");
  }

  /** Has the first endpoint's model fail from now on. */
  private void failing() {
    fault(
        "\"operation\":\"Converse\",\"modelId\":\"%s\",\"kind\":\"error\",\"error\":\"ModelNotReadyException\",\"times\":0"
            .formatted(TestEndpoint.MODEL));
  }

  private static HttpResponse<String> answered(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  private static String served(HttpResponse<String> response) {
    return answered(response).headers().firstValue("x-model-endpoint").orElse("");
  }

  private void assertSpentIsBilled(EndpointName... endpoints) {
    sidecar.drain();
    var spent = Money.ZERO;
    for (var each : endpoints) {
      spent = spent.plus(control.spent(each));
      assertThat(control.estimated(each)).isEqualTo(Money.ZERO);
      assertThat(control.leased(each)).isEqualTo(Money.ZERO);
    }
    assertThat(spent.nanoDollars()).isEqualTo(bedrock.billedNanoDollars());
  }

  /** The dollars that a refusal names for the model and for the guardrail. */
  private static List<Money> worst(HttpResponse<String> refused) {
    assertThat(refused.body()).contains("can't pay for this call");
    return Pattern.compile("up to \\$([0-9.]+) for")
        .matcher(refused.body())
        .results()
        .map(each -> Money.parse(each.group(1)))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(GuardrailSightTest.Form.class)
  void theChecksArePaidOutOfWhatIsReservedBeforeTheCallLeaves(GuardrailSightTest.Form form) {
    var body = form.body("Be brief. ".repeat(20_000), "hi");
    var exempt = guardrail().exempting(List.of(GuardrailExemption.SYSTEM_PROMPT));
    serve(endpoint(exempt).daily("0.001").build());
    var unchecked = worst(sidecar.post(form.path(), body).join());
    var daily = unchecked.stream().reduce(Money.ZERO, Money::plus).toPlainString();

    serve(endpoint(exempt).daily(daily).build());
    answered(sidecar.post(form.path(), body).join());

    serve(endpoint(guardrail()).daily(daily).build());
    var before = operations();
    var checked = worst(sidecar.post(form.path(), body).join());
    assertThat(operations()).isEqualTo(before);
    assertThat(checked.getFirst()).isEqualTo(unchecked.getFirst());
    // 200,000 characters are 200 text units of each policy.
    var check = use("").price().maxCost(200_000, 0);
    assertThat(checked.getLast()).isGreaterThanOrEqualTo(unchecked.getLast().plus(check));
  }

  @Test
  void whatPassedOnceIsNotCheckedAgainForAFallbackWithTheSameGuardrail() {
    var use = guardrail();
    failing();
    serve(
        endpoint(use).fallbacks("second").build(),
        endpoint(use).named(SECOND).model(HAIKU_3).build());
    assertThat(served(sidecar.invoke(SYSTEM.formatted("Be brief.")))).isEqualTo(SECOND.toString());
    assertThat(operations()).containsOnlyOnce("ApplyGuardrail");
    assertSpentIsBilled(TestEndpoint.HAIKU, SECOND);
  }

  @Test
  void whatWasMaskedIsNotCheckedAgainForAFallbackWithTheSameGuardrail() {
    var use = guardrail();
    failing();
    serve(
        endpoint(use).fallbacks("second").build(),
        endpoint(use).named(SECOND).model(HAIKU_3).build());
    assertThat(served(sidecar.invoke(SYSTEM.formatted("Write to ada@example.org."))))
        .isEqualTo(SECOND.toString());
    assertThat(operations()).containsOnlyOnce("ApplyGuardrail");
    assertSpentIsBilled(TestEndpoint.HAIKU, SECOND);
  }

  @Test
  void aCallThatIsTriedAgainIsNotCheckedAgain() {
    fault(
        "\"operation\":\"Converse\",\"kind\":\"error\",\"error\":\"ThrottlingException\",\"times\":2");
    serve(endpoint(guardrail()).build());
    answered(sidecar.invoke(SYSTEM.formatted("Be brief.")));
    assertThat(operations()).containsExactly("ApplyGuardrail", "Converse", "Converse", "Converse");
    assertSpentIsBilled(TestEndpoint.HAIKU);
  }

  @Test
  void whatOneGuardrailHasPassedAnotherOneChecksItself() {
    failing();
    serve(
        endpoint(guardrail()).fallbacks("second").build(),
        endpoint(guardrail()).named(SECOND).model(HAIKU_3).build());
    for (var i = 0; i < 2; i++) {
      assertThat(served(sidecar.invoke(SYSTEM.formatted("Be brief."))))
          .isEqualTo(SECOND.toString());
    }
    assertThat(operations().stream().filter("ApplyGuardrail"::equals)).hasSize(2);
    assertSpentIsBilled(TestEndpoint.HAIKU, SECOND);
  }

  @Test
  void ofManyTextsTheFirstAreRememberedAndTheOthersCheckedEachTime() {
    serve(endpoint(guardrail()).build());
    var body =
        "{\"system\":[%s],\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],\"maxTokens\":16}"
            .formatted(
                IntStream.range(0, 257)
                    .mapToObj("{\"text\":\"Rule %d.\"}"::formatted)
                    .collect(Collectors.joining(",")));
    answered(sidecar.invoke(body));
    answered(sidecar.invoke(body));
    var checks =
        bedrock.simulator().bill().calls().stream()
            .filter(each -> each.operation().name().equals("ApplyGuardrail"))
            .map(each -> each.charge().guardrail().content())
            .toList();
    assertThat(checks.getFirst()).isGreaterThan(1);
    assertThat(checks.getLast()).isEqualTo(1);
    assertSpentIsBilled(TestEndpoint.HAIKU);
  }

  /** A prompt that takes this many requests, and is not blank where it is cut. */
  private static String requests(int count) {
    return SYSTEM.formatted("x".repeat(25_000 * count));
  }

  @Test
  void aFewPartsOfALongTextAreCheckedAtTheSameTime() {
    for (var i = 0; i < 6; i++) {
      scripted.ok(FINE);
    }
    scripted.ok().hold();
    serve(endpoint(scripted.url(), use("gr1")).build());
    var answer = sidecar.invokeLater(requests(6));
    await().atMost(ONE_MINUTE).until(() -> scripted.uris().size() == 4);
    scripted.release(1);
    await().atMost(ONE_MINUTE).until(() -> scripted.uris().size() > 4);
    assertThat(scripted.uris()).hasSize(5);
    assertThat(answer).isNotDone();
    scripted.release();
    answered(answer.join());
    assertThat(scripted.uris()).hasSize(7);
  }

  @Test
  void anInstructionAndADocumentAreCheckedAtTheSameTime() {
    scripted.ok(FINE).ok(FINE).ok().hold();
    serve(endpoint(scripted.url(), use("gr1")).build());
    var answer =
        sidecar.invokeLater(
            "{\"system\":\"Be brief.\",\"messages\":[{\"role\":\"user\",\"content\":[{\"document\":{\"format\":\"txt\","
                + "\"name\":\"a\",\"source\":{\"text\":\"x\"}}},{\"text\":\"hi\"}]}]}");
    await().atMost(ONE_MINUTE).until(() -> scripted.uris().size() == 2);
    assertThat(scripted.uris()).allMatch(each -> each.endsWith("/apply"));
    scripted.release();
    answered(answer.join());
  }

  @Test
  void aTextThatIsBlockedEndsTheChecksAndWhatWasSentIsPaid() {
    scripted.ok(BLOCKED).hold();
    serve(endpoint(scripted.url(), use("gr1")).build());
    var answer = sidecar.invokeLater(requests(6));
    await().atMost(ONE_MINUTE).until(() -> scripted.uris().size() == 4);
    scripted.release();
    assertThat(answered(answer.join()).body()).contains("Not this.");
    assertThat(scripted.uris()).hasSize(4);
    sidecar.drain();
    assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(use("").price().maxCost(100_000, 0));
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }

  @Test
  void partsThatThrottleOneAnotherAreCheckedOneAfterTheOther() {
    scripted
        .error(429, "ThrottlingException")
        .error(429, "ThrottlingException")
        .error(429, "ThrottlingException")
        .error(429, "ThrottlingException");
    for (var i = 0; i < 4; i++) {
      scripted.error(429, "ThrottlingException").ok(FINE);
    }
    scripted.ok();
    serve(endpoint(scripted.url(), use("gr1")).build());
    answered(sidecar.invoke(requests(4)));
    assertThat(scripted.uris()).hasSize(13);
    sidecar.drain();
    assertThat(control.leased(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
  }
}
