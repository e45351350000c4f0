package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayTest {

  private static final String HI = TestSidecar.message("Hi", 8);

  private final ScriptedBedrock bedrock = new ScriptedBedrock().ok();
  private final TestControl control;
  private final List<CallerCheck> checks = new CopyOnWriteArrayList<>();
  private final TestSidecar gateway;

  GatewayTest(@TempDir Path home) {
    control =
        new TestControl(TestCertificate.create(home), new TestEndpoint(bedrock.url()).build());
    gateway =
        TestSidecar.start(
            control,
            home.resolve("gateway"),
            Map.of("K8S_AI_ENDPOINTS", "", "K8S_AI_MAX_BYTES_IN_FLIGHT", "4194304"),
            "--gateway");
  }

  @BeforeEach
  void rules() {
    control.verdicts(
        check -> {
          checks.add(check);
          var allowed = "good".equals(check.token()) || "127.0.0.1".equals(check.sourceAddress());
          return allowed
              ? new CallerVerdict(true, null, null, "Deployment/caller", 60_000)
              : new CallerVerdict(false, "NotAllowed", "use a token of our audience", null, 0);
        });
  }

  @AfterEach
  void stop() {
    gateway.close();
    control.close();
    bedrock.close();
  }

  @Test
  void aCallerProvenByTokenIsServedAndAskedForOnce() {
    var token = Map.of("authorization", "Bearer good");
    assertThat(gateway.invoke(HI, token).statusCode()).isEqualTo(200);
    assertThat(gateway.invoke(HI, token).statusCode()).isEqualTo(200);
    assertThat(checks).hasSize(1);
    assertThat(checks.getFirst().sourceAddress()).isNull();
    assertThat(bedrock.bodies().getFirst()).contains("\"workload\":\"Deployment/caller\"");
  }

  @Test
  void aCallerProvenByAddressIsServedWhateverItsHeadersSay() {
    var response = gateway.invoke(HI, Map.of("x-forwarded-for", "10.9.9.9"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(checks.getFirst().sourceAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void theKeyThatInjectionGivesToSdksProvesNothing() {
    var response = gateway.invoke(HI, Map.of("authorization", "Bearer k8s-ai-sidecar"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(checks.getFirst().token()).isNull();
    assertThat(checks.getFirst().sourceAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void aCallerThatIsNotProvenIsRefusedWithTheOperatorsReason() {
    var response = gateway.invoke(HI, Map.of("authorization", "Bearer bad"));
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("NotAllowed", "use a token of our audience");
    assertThat(bedrock.bodies()).isEmpty();
  }

  @Test
  void whoMayCallAnEndpointMayRenderItsTemplates() {
    control
        .prompts()
        .put(TestPrompts.REVIEW, "template: 'Review {{.Diff}}', variables: [{name: 'Diff'}]");
    var body = "{\"variables\": {\"Diff\": \"x\"}}";

    var refused =
        gateway
            .post("/render/" + TestPrompts.REVIEW, body, Map.of("authorization", "Bearer bad"))
            .join();
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("NotAllowed", "use a token of our audience");
    assertThat(bedrock.bodies()).isEmpty();

    var served =
        gateway
            .post("/render/" + TestPrompts.REVIEW, body, Map.of("authorization", "Bearer good"))
            .join();
    assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
    assertThat(served.body()).contains("\"template\":\"ai-workloads/review\",\"revision\":1");
    assertThat(bedrock.bodies().getFirst())
        .contains("Review x", "\"workload\":\"Deployment/caller\"", "\"revision\":\"1\"");
    assertThat(checks)
        .allSatisfy(each -> assertThat(each.endpoint()).isEqualTo(TestEndpoint.HAIKU));
    assertThat(gateway.post("/render/nobodys/prompt", body).join().statusCode()).isEqualTo(404);
  }

  /** A body that names its endpoint, of {@code size} bytes and some more. */
  private static String chat(int size) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
        .formatted(TestEndpoint.HAIKU, "x".repeat(size));
  }

  private HttpResponse<String> post(String path, String body, String token) {
    return gateway.post(path, body, Map.of("authorization", "Bearer " + token)).join();
  }

  /** What a gateway knows of an endpoint it has from the operator. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/chat/completions | 'messages':[{'role':'user','content':'Hi'}],'reasoning_effort':'low'",
        "/v1/responses | 'input':'Hi','reasoning':{'effort':'low'}",
        "/v1/messages | 'max_tokens':64,'messages':[{'role':'user','content':'Hi'}],'top_k':5",
      })
  void theFirstCallToAnEndpointFindsItsModelKnown(String path, String members) {
    var body = "{'model':'" + TestEndpoint.HAIKU + "'," + members + "}";
    var served = post(path, body.replace('\'', '"'), "good");
    assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
    assertThat(bedrock.bodies().getFirst()).contains("additionalModelRequestFields");
  }

  @Test
  void theFirstCallMayBeForVectors() {
    var body = "{\"model\":\"%s\",\"input\":\"Hi\"}".formatted(TestEndpoint.HAIKU);
    var refused = post("/v1/embeddings", body, "good");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("makes no vectors of texts");
  }

  @Test
  void anUnknownCallersBodyHasLittleRoomUntilItIsLetIn() {
    var large = chat(600_000);

    var refused = post("/v1/chat/completions", large, "good");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).contains("/endpoints/{namespace}/{name}/");
    assertThat(checks).isEmpty();

    assertThat(post("/v1/chat/completions", chat(1), "good").statusCode()).isEqualTo(200);
    var served = post("/v1/chat/completions", large, "good");
    assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
    assertThat(post("/v1/chat/completions", large, "bad").statusCode()).isEqualTo(413);
  }

  @Test
  void whoNamesTheEndpointInTheAddressIsCheckedBeforeTheBodyIsRead() {
    var path = "/endpoints/" + TestEndpoint.HAIKU + "/v1/chat/completions";
    var large = chat(600_000);

    assertThat(post(path, large, "bad").statusCode()).isEqualTo(403);
    var served = post(path, large, "good");
    assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
  }

  @Test
  void withoutTheOperatorNobodyIsLetIn() {
    control.refuseWith(503);
    var response = gateway.invoke(HI, Map.of("authorization", "Bearer good"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("the caller can't be checked");
    assertThat(bedrock.bodies()).isEmpty();
  }
}
