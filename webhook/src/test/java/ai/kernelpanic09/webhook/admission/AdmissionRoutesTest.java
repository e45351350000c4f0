package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Webhook;
import ai.kernelpanic09.webhook.inject.GoldenCase;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.InjectionResult.Denied;
import ai.kernelpanic09.webhook.inject.InjectionResult.Patched;
import ai.kernelpanic09.webhook.inject.InjectionResult.Skipped;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.SamplePods;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.testing.EveryEndpoint;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhooks as the API server calls them, over HTTP on the loopback. */
final class AdmissionRoutesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static volatile InjectConfig config = SamplePods.CONFIG;
  private static volatile AdmissionListener listener = event -> {};

  private static final AtomicLong CLOCK = new AtomicLong();

  private static final Vertx VERTX = Vertx.vertx();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static volatile Router router = routes(SamplePods.CLUSTER);
  private static int port;

  private final List<AdmissionEvent> events = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws ExecutionException, InterruptedException {
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(request -> router.handle(request))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    port = server.actualPort();
  }

  @AfterAll
  static void stop() throws ExecutionException, InterruptedException {
    CLIENT.close();
    VERTX.close().toCompletionStage().toCompletableFuture().get();
  }

  @BeforeEach
  void reset() {
    config = SamplePods.CONFIG;
    router = routes(SamplePods.CLUSTER);
    listener = events::add;
  }

  static Stream<GoldenCase> goldens() {
    return GoldenCase.all().stream();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void theWebhookGivesWhatTheGoldenFolderSays(GoldenCase golden) throws Exception {
    config = golden.config();
    router = routes(golden);
    var response = review("/mutate-pods", request(golden));
    switch (Injector.inject(golden.admission(golden.pod()), golden.config(), golden)) {
      case Patched patched -> {
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        assertThat(JsonPatch.apply(patch(response), golden.pod())).isEqualTo(patched.pod());
        assertThat(strings(response.path("warnings"))).isEqualTo(patched.warnings());
        assertThat(events.getFirst().outcome()).isEqualTo(Outcome.PATCHED);
      }
      case Skipped skipped -> {
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
        assertThat(events.getFirst().reasons()).containsExactly(skipped.reason());
      }
      case Denied denied -> {
        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("code").asInt()).isEqualTo(403);
        assertThat(denied.denials())
            .allMatch(
                denial ->
                    response.path("status").path("message").asText().contains(denial.message()));
      }
    }
  }

  @Test
  void answersTheRequestsUid() throws Exception {
    var answer = post("/mutate-pods", envelope(creation(SamplePods.labelled())).toString());
    var tree = MAPPER.readTree(answer.body());

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(tree.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
    assertThat(tree.path("kind").asText()).isEqualTo("AdmissionReview");
    assertThat(tree.path("response").path("uid").asText()).isEqualTo("705ab4f5");
    assertThat(tree.path("response").at("/auditAnnotations/decision").asText())
        .isEqualTo("InjectedNative");
  }

  @Test
  void aSecondAdmissionCarriesNoPatch() throws Exception {
    var response = review("/mutate-pods", creation(SamplePods.inject(SamplePods.labelled()).pod()));

    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
  }

  @Test
  void tellsTheListenerWhatItDecided() throws Exception {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", "shop-1")
        .put("uid", "u")
        .put("controller", true);
    review("/mutate-pods", creation(pod).put("dryRun", true));
    var event = events.getFirst();

    assertThat(event.reasons()).containsExactly(AdmissionReason.INJECTED_NATIVE);
    assertThat(event.namespace()).isEqualTo(SamplePods.NAMESPACE);
    assertThat(event.subject()).isEqualTo("app");
    assertThat(event.owner()).get().extracting("name").isEqualTo("shop-1");
    assertThat(event.dryRun()).isTrue();
    assertThat(event.nanos()).isEqualTo(1_000);
  }

  @Test
  void failsClosedForPods() throws Exception {
    router = routes(failing());
    var response = review("/mutate-pods", creation(SamplePods.labelled()));

    assertThat(response.path("allowed").asBoolean(true)).isFalse();
    assertThat(response.path("status").path("code").asInt()).isEqualTo(500);
    assertThat(response.toString()).doesNotContain("the secret cause");
    assertThat(events.getFirst().outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aListenerThatFailsChangesNothing() throws Exception {
    listener =
        event -> {
          throw new IllegalStateException("no metrics today");
        };

    assertThat(review("/mutate-pods", creation(SamplePods.labelled())).path("allowed").asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{}}",
        "{\"apiVersion\":\"admission.k8s.io/v1beta1\",\"request\":{\"uid\":\"a\"}}",
        "{\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"a\",\"dryRun\":{}}}"
      })
  void refusesWhatIsNoReview(String body) throws Exception {
    var answer = post("/mutate-pods", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("AdmissionReview");
  }

  @ParameterizedTest
  @EnumSource(Webhook.class)
  void aReviewWithoutAnOperationIsRefusedByEveryWebhook(Webhook webhook) throws Exception {
    var request = creation(SamplePods.labelled());
    for (var operation : List.of("null", "7", "\"\"", "\"PATCH\"", "[\"CREATE\"]")) {
      request.set("operation", MAPPER.readTree(operation));
      assertNamesTheOperation(post(webhook.path(), envelope(request).toString()));
    }
    request.remove("operation");
    assertNamesTheOperation(post(webhook.path(), envelope(request).toString()));
    assertThat(events).isEmpty();
  }

  private static void assertNamesTheOperation(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("request.operation", "CREATE");
  }

  @ParameterizedTest
  @EnumSource(Webhook.class)
  void aReviewOfOnlyAnOperationIsDecided(Webhook webhook) throws Exception {
    for (var operation : List.of("CREATE", "UPDATE", "DELETE", "CONNECT")) {
      var request = MAPPER.createObjectNode().put("uid", "705ab4f5").put("operation", operation);
      var response = review(webhook.path(), request);

      assertThat(response.path("uid").asText()).isEqualTo("705ab4f5");
      assertThat(response.at("/status/code").asInt()).as(response.toString()).isIn(0, 403);
    }
    assertThat(events).noneMatch(event -> event.outcome() == Outcome.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "\"pod\"", "{}", "{\"metadata\":7,\"spec\":[]}"})
  void anOddObjectIsAnsweredToo(String object) throws Exception {
    var request = creation(SamplePods.labelled());
    request.set("object", MAPPER.readTree(object));

    assertThat(review("/mutate-pods", request).path("uid").asText()).isEqualTo("705ab4f5");
    assertThat(review("/validate-pods", request).path("uid").asText()).isEqualTo("705ab4f5");
    assertThat(review("/validate-resources", request).path("uid").asText()).isEqualTo("705ab4f5");
  }

  @Test
  void boundsTheBody() throws Exception {
    var answer = post("/mutate-pods", " ".repeat((int) AdmissionRoutes.MAX_BODY_BYTES + 1));

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void aReviewThatWouldBeAHugeTreeIsRefused() throws IOException, InterruptedException {
    var answer = post("/mutate-pods", "[" + "{},".repeat(2_000_000) + "{}]");

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void takesTheLargestObjectsOfTheApiServer() throws Exception {
    var pod = SamplePods.labelled();
    ((ObjectNode) pod.path("metadata")).putObject("annotations").put("big", "x".repeat(3 << 20));
    var request = creation(pod);
    request.set("oldObject", pod);

    assertThat(review("/mutate-pods", request).has("patch")).isTrue();
  }

  @Test
  void guardsExec() throws Exception {
    var request = MAPPER.createObjectNode().put("operation", "CONNECT").put("name", "app");
    request
        .put("uid", "705ab4f5")
        .put("namespace", SamplePods.NAMESPACE)
        .put("subResource", "exec");
    request.putObject("object").put("kind", "PodExecOptions").put("container", "k8s-ai-sidecar");
    var response = review("/validate-pods", request);

    assertThat(response.path("allowed").asBoolean(true)).isFalse();
    assertThat(response.at("/status/message").asText()).contains("nobody may run commands");
    assertThat(events.getFirst().subject()).isEqualTo("app");
  }

  @Test
  void validatesOurOwnKinds() throws Exception {
    var request = creation(endpoint("us-east-1"));
    assertThat(review("/validate-resources", request).path("allowed").asBoolean()).isTrue();

    request.set("object", endpoint("the moon"));
    var response = review("/validate-resources", request);
    assertThat(response.path("allowed").asBoolean(true)).isFalse();
    assertThat(response.at("/status/message").asText()).contains("spec.region");
    assertThat(events.getLast().reasons()).containsExactly(AdmissionReason.INVALID_RESOURCE);
  }

  @Test
  void anOrderToResetABudgetNamesWhoGivesIt() throws Exception {
    var order =
        "{'id':'r1','uid':'u1','at':'2026-11-22T12:00:00Z','by':'alice','budget':'daily','reason':'why'}"
            .replace('\'', '"');

    assertThat(reset(order, "alice").path("allowed").asBoolean()).isTrue();
    assertThat(reset(null, "bob").path("allowed").asBoolean()).as("taken back").isTrue();
    assertThat(refusal(order, "bob")).contains("budget-reset]: by: must be bob");
    assertThat(refusal(order.replace("u1", "u2"), "alice")).contains("uid: must be the object's");
    assertThat(refusal(order.replace("daily", "weekly"), "alice")).contains("daily or monthly");
    assertThat(refusal(order.replace("why", " "), "alice")).contains("reason: is missing");
    assertThat(refusal(order.replace("'reason'".replace('\'', '"'), "\"why\""), "alice"))
        .contains("why: is not known");
    assertThat(refusal(order.replace("2026-11-22T12:00:00Z", "now"), "alice")).contains("at: ");
    assertThat(refusal("later", "alice")).contains("is not JSON");
    assertThat(refusal("[]", "alice")).contains("uid: is missing");
  }

  @Test
  void anOrderToSettleEstimatesNamesWhoGivesItAndSaysDollarsOfADay() throws Exception {
    var order =
        "{'id':'s1','uid':'u1','at':'2026-11-22T12:00:00Z','by':'alice','window':'2026-11-22','resolved':'6.00','billed':'0.80','reason':'why'}"
            .replace('\'', '"');

    assertThat(settle(order, "alice").path("allowed").asBoolean()).isTrue();
    assertThat(settle(null, "bob").path("allowed").asBoolean()).as("taken back").isTrue();
    assertThat(refusal(settle(order, "bob"))).contains("budget-settlement]: by: must be bob");
    assertThat(refusal(settle(order.replace("u1", "u2"), "alice")))
        .contains("uid: must be the object's");
    assertThat(refusal(settle(order.replace("2026-11-22\"", "2026-11-31\""), "alice")))
        .contains("window: is no day such as 2026-11-22");
    assertThat(refusal(settle(order.replace("6.00", "6e9"), "alice")))
        .contains("resolved: '6e9' is not an amount of dollars");
    assertThat(refusal(settle(order.replace("0.80", "-0.80"), "alice")))
        .contains("billed: must not be negative");
    assertThat(refusal(settle(order.replace("billed", "cost"), "alice")))
        .contains("cost: is not known");
    assertThat(refusal(settle("later", "alice"))).contains("is not JSON");
  }

  private JsonNode settle(@Nullable String order, String user) throws Exception {
    return order("/validate-settlements", Keys.BUDGET_SETTLEMENT, order, user);
  }

  private String refusal(String order, String user) throws Exception {
    return refusal(reset(order, user));
  }

  private static String refusal(JsonNode response) {
    assertThat(response.path("allowed").asBoolean(true)).isFalse();
    return response.at("/status/message").asText();
  }

  private JsonNode reset(@Nullable String order, String user) throws Exception {
    return order("/validate-resets", Keys.BUDGET_RESET, order, user);
  }

  private JsonNode order(String path, String key, @Nullable String order, String user)
      throws Exception {
    var request = creation(endpoint("us-east-1")).put("operation", "UPDATE");
    request.putObject("userInfo").put("username", user);
    var before = endpoint("us-east-1");
    ((ObjectNode) before.path("metadata")).put("uid", "u1").putObject("annotations").put("a", "b");
    var after = before.deepCopy();
    if (order != null) {
      ((ObjectNode) after.at("/metadata/annotations")).put(key, order);
    } else {
      ((ObjectNode) before.at("/metadata/annotations")).put(key, "{}");
    }
    request.set("oldObject", before);
    request.set("object", after);
    return review(path, request);
  }

  private static ObjectNode endpoint(String region) {
    return SamplePods.yaml(
        """
        kind: ModelEndpoint
        metadata: {name: claude-haiku}
        spec:
          modelId: anthropic.claude-haiku-4-5-20251001-v1:0
          region: REGION
          irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
        """
            .replace("REGION", region));
  }

  @Test
  void guardsUpdates() throws Exception {
    var pod = SamplePods.inject(SamplePods.labelled()).pod();
    var request = creation(pod).put("operation", "UPDATE");
    var evil = pod.deepCopy();
    ((ObjectNode) evil.at("/spec/initContainers/0")).put("image", "evil");
    request.set("oldObject", pod);
    assertThat(review("/validate-pods", request).path("allowed").asBoolean()).isTrue();

    request.set("object", evil);
    assertThat(review("/validate-pods", request).path("allowed").asBoolean()).isFalse();
  }

  private static Router routes(ClusterFacts cluster) {
    var routes = Router.router(VERTX);
    new AdmissionRoutes(
            () -> config,
            cluster,
            NoResources.KNOWN,
            event -> listener.decided(event),
            () -> CLOCK.addAndGet(1_000))
        .mount(routes);
    return routes;
  }

  private static ClusterFacts failing() {
    return new EveryEndpoint() {
      @Override
      public Optional<EndpointFacts> endpoint(EndpointName endpoint, String podNamespace) {
        throw new IllegalStateException("the secret cause");
      }
    };
  }

  private static ObjectNode request(GoldenCase golden) {
    var request = creation(golden.pod());
    return request.put("namespace", golden.namespace()).put("operation", golden.operation());
  }

  private static ObjectNode creation(JsonNode object) {
    var request =
        MAPPER
            .createObjectNode()
            .put("uid", "705ab4f5")
            .put("namespace", SamplePods.NAMESPACE)
            .put("operation", "CREATE");
    request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
    request.putObject("userInfo").put("username", "tester");
    request.putObject("options").put("kind", "CreateOptions").put("apiVersion", "meta.k8s.io/v1");
    request.set("object", object);
    return request;
  }

  private static ObjectNode envelope(ObjectNode request) {
    var review =
        MAPPER
            .createObjectNode()
            .put("apiVersion", "admission.k8s.io/v1")
            .put("kind", "AdmissionReview");
    review.set("request", request);
    return review;
  }

  private static JsonNode review(String path, ObjectNode request) throws Exception {
    var answer = post(path, envelope(request).toString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return MAPPER.readTree(answer.body()).path("response");
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static ArrayNode patch(JsonNode response) throws IOException {
    return (ArrayNode) MAPPER.readTree(Base64.getDecoder().decode(response.path("patch").asText()));
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
