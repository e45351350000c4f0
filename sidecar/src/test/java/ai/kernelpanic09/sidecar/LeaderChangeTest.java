package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.sidecar.control.HttpControl;
import ai.kernelpanic09.sidecar.control.OperatorAuthorities;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers notice while one operator takes another one's place: nothing. */
class LeaderChangeTest {

  private static final String HI = TestSidecar.message("Hi", 8);

  /** Several, so that the sidecar has asked more than once by the time the operator is back. */
  private static final int REFUSALS = 4;

  @TempDir static Path shared;
  private static TestCertificate certificate;

  @TempDir Path directory;
  private final ScriptedBedrock bedrock = new ScriptedBedrock().ok();

  @BeforeAll
  static void certificate() {
    certificate = TestCertificate.create(shared);
  }

  @AfterEach
  void stop() {
    bedrock.close();
  }

  private TestControl control() {
    return new TestControl(
        certificate, new TestEndpoint(bedrock.url()).maxTokens(64).requestsPerMinute(60L).build());
  }

  /** Ends the time without an operator when the sidecar has been refused several times. */
  private static void comeBack(TestControl control) {
    var before = control.refusals();
    await().until(() -> control.refusals() - before >= REFUSALS);
    control.refuseWith(0);
  }

  @Test
  void aCallThatNeedsARateTokenWaitsForTheNextLeader() {
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      assertThat(sidecar.invoke(HI).statusCode()).isEqualTo(200);
      control.refuseWith(421);

      var answer = CompletableFuture.supplyAsync(() -> sidecar.invoke(HI));
      comeBack(control);

      assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
    }
  }

  @Test
  void aCallerOfTheGatewayIsIdentifiedByTheNextLeader() {
    try (var control = control();
        var gateway =
            TestSidecar.start(
                control, directory.resolve("pod"), Map.of("K8S_AI_ENDPOINTS", ""), "--gateway")) {
      control.verdicts(check -> new CallerVerdict(true, null, null, "Deployment/caller", 60_000));
      control.refuseWith(503);

      var answer = CompletableFuture.supplyAsync(() -> gateway.invoke(HI));
      comeBack(control);

      assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
    }
  }

  @Test
  void aPromptIsFetchedFromTheNextLeader() {
    try (var control = control();
        var sidecar = TestSidecar.start(control, directory.resolve("pod"))) {
      control.prompts().put(new TemplateName("ai-workloads", "greeting"), "template: 'Say hello'");
      control.refuseWith(503);

      var answer =
          sidecar.post("/render/ai-workloads/greeting", "{\"dryRun\": true}").toCompletableFuture();
      comeBack(control);

      assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(200);
    }
  }

  @Test
  void noConnectionToALeaderThatIsGoneIsUsedTwice() throws IOException {
    var vertx = Vertx.vertx();
    try (var control = control()) {
      control.verdicts(check -> new CallerVerdict(true, null, null, "Deployment/caller", 0));
      Files.writeString(directory.resolve("token"), "pod");
      Files.writeString(directory.resolve("ca.crt"), control.ca());
      var client = new HttpControl(vertx, control.url(), OperatorAuthorities.of(""), directory);
      var check = new CallerCheck(TestEndpoint.HAIKU, null, "10.0.0.1");
      // Several requests at once open several connections.
      Future.all(
              client.authorize(check),
              client.authorize(check),
              client.template(new TemplateAsk(new TemplateName("ai-workloads", "none"), null)))
          .await();
      assertThat(control.connections()).isGreaterThan(1);

      control.abandonConnections();

      assertThat(client.authorize(check).transform(Future::succeededFuture).await().failed())
          .isTrue();
      assertThat(client.authorize(check).await().allowed()).isTrue();
      client.close().await();
    } finally {
      vertx.close().await();
    }
  }
}
