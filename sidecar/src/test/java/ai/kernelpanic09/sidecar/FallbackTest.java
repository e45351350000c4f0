package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.GuardrailPrice;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that stand in for one another when a model fails. */
class FallbackTest {

  private static final EndpointName SECOND = new EndpointName("ai-workloads", "second");
  private static final EndpointName THIRD = new EndpointName("ai-workloads", "third");
  private static final Money COST = Money.parse("0.000022");
  private static final String HI = TestSidecar.message("Hi", 8);

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock failing = new ScriptedBedrock();
  private final ScriptedBedrock fine = new ScriptedBedrock().ok();

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    failing.close();
    fine.close();
  }

  private TestEndpoint first() {
    return new TestEndpoint(failing.url()).maxTokens(64).fallbacks("second", "third");
  }

  private TestEndpoint other(EndpointName name, ScriptedBedrock bedrock) {
    return new TestEndpoint(bedrock.url()).named(name).maxTokens(64);
  }

  private static String served(HttpResponse<String> response) {
    return response.headers().firstValue("x-model-endpoint").orElse("");
  }

  private TestSidecar started(TestControl control) {
    var syncs = control.syncs();
    var sidecar = TestSidecar.start(control, directory.resolve("pod"));
    // One answer names the fallbacks, the next one brings their limits.
    await().atMost(ONE_MINUTE).until(() -> control.syncs() > syncs + 1);
    return sidecar;
  }

  private static DeskEndpoint[] endpoints(TestEndpoint... endpoints) {
    var built = new DeskEndpoint[endpoints.length];
    for (var i = 0; i < endpoints.length; i++) {
      built[i] = endpoints[i].build();
    }
    return built;
  }

  @Test
  void aThrottledModelIsStoodInForAndTheOneThatAnsweredPays() {
    failing.error(429, "ThrottlingException");
    try (var control =
            new TestControl(
                certificate, endpoints(first(), other(SECOND, failing), other(THIRD, fine)));
        var sidecar = started(control)) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(served(response)).isEqualTo("ai-workloads/third");
      assertThat(fine.bodies().getFirst()).contains("\"endpoint\":\"ai-workloads/third\"");
      assertThat(sidecar.health("/metrics"))
          .containsPattern("proxy_fallbacks_total\\{endpoint=\"claude-haiku\".*} 2");
      sidecar.drain();
      assertThat(control.spent(TestEndpoint.HAIKU)).isEqualTo(Money.ZERO);
      assertThat(control.spent(THIRD)).isEqualTo(COST);
    }
  }

  @Test
  void aStreamThatHasNotBegunIsStoodInForToo() {
    failing.error(403, "AccessDeniedException");
    try (var streaming = new ScriptedBedrock().stream(Frames.answering("Fine."));
        var control = new TestControl(certificate, endpoints(first(), other(SECOND, streaming)));
        var sidecar = started(control)) {
      var response = sidecar.invoke(HI.replace("}]", "}],\"stream\":true"));
      assertThat(served(response)).isEqualTo("ai-workloads/second");
      assertThat(ServerSentEvents.text(ServerSentEvents.of(response.body()))).isEqualTo("Fine.");
    }
  }

  @Test
  void anExceptionAsAStreamsFirstMessageIsStoodInForToo() {
    failing.stream(new Frames().exception("modelStreamErrorException", "scripted"));
    try (var streaming = new ScriptedBedrock().stream(Frames.answering("Fine."));
        var control = new TestControl(certificate, endpoints(first(), other(SECOND, streaming)));
        var sidecar = started(control)) {
      var response = sidecar.invoke(HI.replace("}]", "}],\"stream\":true"));
      assertThat(served(response)).isEqualTo("ai-workloads/second");
      assertThat(ServerSentEvents.text(ServerSentEvents.of(response.body()))).isEqualTo("Fine.");
    }
  }

  @Test
  void aFallbackThatHasNoPriceForTheRequestIsPassedOver() {
    failing.error(429, "ThrottlingException");
    var cached =
        HI.replace("\"Hi\"", "[{\"text\":\"Hi\"},{\"cachePoint\":{\"type\":\"default\"}}]");
    try (var control =
            new TestControl(
                certificate,
                endpoints(
                    first(), other(SECOND, fine).withoutCachePrice(), other(THIRD, failing)));
        var sidecar = started(control)) {
      assertThat(sidecar.invoke(cached).statusCode()).isEqualTo(429);
      assertThat(fine.bodies()).isEmpty();
    }
  }

  @Test
  void aFallbackWhoseModelDoesNotTakeTheRequestIsPassedOver() {
    failing.error(429, "ThrottlingException");
    try (var picky = new ScriptedBedrock().error(400, "ValidationException");
        var control =
            new TestControl(
                certificate, endpoints(first(), other(SECOND, picky), other(THIRD, fine)));
        var sidecar = started(control)) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(served(response)).isEqualTo("ai-workloads/third");
      assertThat(picky.bodies()).hasSize(1);
    }
  }

  @Test
  void aCallThatNoFallbackTakesFailsAsItsModelDid() {
    failing.error(429, "ThrottlingException");
    try (var picky = new ScriptedBedrock().error(400, "ValidationException");
        var control =
            new TestControl(
                certificate,
                endpoints(first(), other(SECOND, picky), other(THIRD, fine).tokensPerMinute(5)));
        var sidecar = started(control)) {
      var response = sidecar.invoke(HI);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
      assertThat(response.body()).contains("UpstreamThrottled");
      assertThat(fine.bodies()).isEmpty();
    }
  }

  @Test
  void aWrongRequestIsTheCallersWhereverItGoes() {
    failing.error(400, "ValidationException");
    try (var control = new TestControl(certificate, endpoints(first(), other(SECOND, fine)));
        var sidecar = started(control)) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(400);
      assertThat(fine.bodies()).isEmpty();
    }
  }

  @Test
  void aSpentBudgetIsADecisionThatNoFallbackGoesAround() {
    failing.ok();
    try (var control =
            new TestControl(
                certificate, endpoints(first().daily("0.000001"), other(SECOND, fine)));
        var sidecar = started(control)) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(402);
      assertThat(fine.bodies()).isEmpty();
    }
  }

  @Test
  void aFallbackWithAnotherGuardrailIsNotUsed() {
    failing.error(503, "ServiceUnavailableException");
    try (var control =
            new TestControl(
                certificate, endpoints(first().guardrailPolicy("strict"), other(SECOND, fine)));
        var sidecar = started(control)) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(502);
      assertThat(fine.bodies()).isEmpty();
    }
  }

  @Test
  void aFallbackThatDoesNotCheckToolsIsNotUsedWhereTheyAreChecked() {
    failing.error(503, "ServiceUnavailableException");
    var checking = new GuardrailUse("gr1", "3", GuardrailPrice.NONE, true);
    var unchecking = checking.checkingTools(false);
    try (var control =
            new TestControl(
                certificate,
                endpoints(first().guardrail(checking), other(SECOND, fine).guardrail(unchecking)));
        var sidecar = started(control)) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(502);
      assertThat(fine.bodies()).isEmpty();
    }
  }
}
