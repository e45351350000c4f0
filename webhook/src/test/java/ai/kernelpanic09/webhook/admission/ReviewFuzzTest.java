package ai.kernelpanic09.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.fuzz.Foreign;
import ai.kernelpanic09.webhook.fuzz.PodMutator;
import ai.kernelpanic09.webhook.fuzz.PodShapes;
import ai.kernelpanic09.webhook.fuzz.Seed;
import ai.kernelpanic09.webhook.inject.GoldenCase;
import ai.kernelpanic09.webhook.inject.SamplePods;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reviews of every shape, sent to the webhooks' server and through a real API server. {@code
 * -Dfuzz.seed=N -Dfuzz.reviews=1} replays the one that a failure names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewFuzzTest {

  private static final int REVIEWS = Integer.getInteger("fuzz.reviews", 600);
  private static final long SEED = Seed.CHOSEN;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] PATHS = {"/mutate-pods", "/validate-pods", "/validate-resources"};

  @TempDir private static Path folder;

  private final PodShapes shapes = new PodShapes();
  private final List<ObjectNode> goldens = GoldenCase.all().stream().map(GoldenCase::pod).toList();
  private RealAdmission world;
  private HttpClient http;
  private Duration patience = Duration.ZERO;

  @BeforeAll
  void start()
      throws IOException, GeneralSecurityException, InterruptedException, ExecutionException {
    world = new RealAdmission(folder, () -> SamplePods.CONFIG, event -> {});
    http = world.client();
    var mutating = RealAdmission.WEBHOOKS.resolve("mutating.yaml");
    patience =
        Duration.ofSeconds(
            SamplePods.yaml(Files.readString(mutating)).at("/webhooks/0/timeoutSeconds").asInt());
    world.register(mutating);
    world.register(RealAdmission.WEBHOOKS.resolve("validating.yaml"));
  }

  @AfterAll
  void stop() {
    http.close();
    world.close();
  }

  private interface Attempt {
    void run(Random random) throws Exception;
  }

  private static void each(int times, Attempt attempt) {
    for (var i = 0; i < times; i++) {
      var seed = SEED + i;
      try {
        attempt.run(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("-Dfuzz.seed=" + seed + " -Dfuzz.reviews=1", e);
      }
    }
  }

  @Test
  void everyReviewIsAnsweredInFormAndInTime() {
    each(
        REVIEWS,
        random -> {
          var pod =
              random.nextBoolean()
                  ? shapes.pod(random)
                  : PodMutator.mutated(PodShapes.pick(goldens, random), random);
          var review = review(pod, random);
          assertAnswered(post(PATHS[random.nextInt(PATHS.length)], bytes(review)), pod);
        });
  }

  @Test
  void whatIsNoReviewIsRefusedAndTheServerServesOn() throws IOException {
    each(
        REVIEWS,
        random -> {
          var whole = bytes(PodMutator.mutated(review(shapes.pod(random), random), random));
          var body =
              random.nextBoolean() ? whole : Arrays.copyOf(whole, random.nextInt(whole.length));
          if (random.nextInt(3) == 0) {
            body[random.nextInt(Math.max(1, body.length - 1))] = (byte) random.nextInt();
          }
          var answer = post(PATHS[random.nextInt(PATHS.length)], body);
          assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
          if (answer.statusCode() == 200) {
            assertThat(JSON.readTree(answer.body()).at("/response/allowed").isBoolean()).isTrue();
          }
        });
    var pod = SamplePods.labelled();
    assertAnswered(send("/mutate-pods", bytes(review(pod, new Random(SEED)))), pod);
  }

  /**
   * A pod that the API server takes without our label is stored with the same fields to the last
   * byte when it has the label.
   */
  @Test
  void whatTheApiServerStoresHasLostNothing() {
    var taken = new int[1];
    each(
        Math.max(1, REVIEWS / 4),
        random -> {
          var pod = PodShapes.pick(goldens, random).deepCopy();
          if (random.nextInt(3) > 0) {
            pod = PodMutator.mutated(pod, random);
          }
          var plain = stored(without(pod));
          var injected = plain == null ? null : stored(pod);
          if (plain != null && injected != null && injected.toString().contains("k8s-ai-sidecar")) {
            taken[0]++;
            assertThat(Foreign.lost(comparable(plain), comparable(injected)))
                .as(pod.toString())
                .isEmpty();
          }
        });
    if (REVIEWS >= 100) {
      assertThat(taken[0]).isGreaterThan(REVIEWS / 40);
    }
  }

  /** What the fuzzed pods are made of, against what a real API server says that there is. */
  @Test
  void theShapesHaveEveryFieldThatTheApiServerKnows() throws IOException {
    var schemas =
        JSON.readTree(world.api().client().raw("/openapi/v3/api/v1")).at("/components/schemas");
    var missing = new TreeSet<String>();
    var known = shapes.names();
    var seen = new HashSet<String>();
    var open = new ArrayDeque<>(List.of("io.k8s.api.core.v1.Pod"));
    while (!open.isEmpty()) {
      var name = open.pop();
      var schema = schemas.path(name);
      if (seen.add(name) && schema.has("properties")) {
        var type = name.substring(name.lastIndexOf('.') + 1);
        schema
            .path("properties")
            .fieldNames()
            .forEachRemaining(
                member -> {
                  if (!known.getOrDefault(type, List.of()).contains(member)) {
                    missing.add(type + "." + member);
                  }
                });
        schema.findValuesAsText("$ref").stream()
            .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
            .forEach(open::push);
      }
    }

    assertThat(seen).hasSizeGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  private static ObjectNode without(ObjectNode pod) {
    var plain = pod.deepCopy();
    if (plain.path("metadata").path("labels") instanceof ObjectNode labels) {
      labels.remove(Keys.MODEL_ENDPOINT);
    }
    return plain;
  }

  /** The pod as the API server would store it; null if it refuses it. */
  private @Nullable ObjectNode stored(ObjectNode pod) {
    try {
      var path = "/api/v1/namespaces/" + SamplePods.NAMESPACE + "/pods?dryRun=All";
      return (ObjectNode) JSON.readTree(world.api().client().raw(path, "POST", pod));
    } catch (KubernetesClientException e) {
      assertThat(e.getMessage()).doesNotContain("could not decide", "failed calling webhook");
      return null;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without what differs between two creations of the same pod. */
  private static ObjectNode comparable(ObjectNode stored) throws IOException {
    var text = stored.toString().replaceAll("kube-api-access-[a-z0-9]+", "kube-api-access");
    var copy = (ObjectNode) JSON.readTree(text);
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("uid", "creationTimestamp", "labels", "managedFields"));
      if (metadata.has("generateName")) {
        metadata.remove("name");
      }
    }
    copy.remove("status");
    return copy;
  }

  private static ObjectNode review(ObjectNode pod, Random random) {
    var review =
        JSON.createObjectNode()
            .put("apiVersion", "admission.k8s.io/v1")
            .put("kind", "AdmissionReview");
    var request = review.putObject("request");
    request
        .put("uid", "uid-" + random.nextInt())
        .put("operation", PodShapes.pick(List.of("CREATE", "CREATE", "UPDATE", "CONNECT"), random))
        .put("namespace", SamplePods.NAMESPACE)
        .put("name", "app")
        .put("dryRun", random.nextInt(5) == 0);
    request.putObject("userInfo").put("username", "fuzz");
    request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
    request.set("object", pod);
    if (random.nextBoolean()) {
      request.set("oldObject", PodMutator.mutated(pod, random));
    }
    return review;
  }

  private static void assertAnswered(HttpResponse<String> answer, ObjectNode pod)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var response = JSON.readTree(answer.body()).path("response");
    assertThat(response.path("uid").asText()).startsWith("uid-");
    assertThat(response.path("allowed").isBoolean()).isTrue();
    if (response.path("allowed").asBoolean()) {
      patched(response, pod);
    } else {
      assertThat(response.at("/status/code").asInt()).as(answer.body()).isEqualTo(403);
      assertThat(response.at("/status/message").asText())
          .isNotBlank()
          .hasSizeLessThanOrEqualTo(Decision.MAX_MESSAGE_LENGTH);
    }
    assertThat(response.path("warnings").size()).isLessThanOrEqualTo(16);
  }

  private static void patched(JsonNode response, ObjectNode pod) throws IOException {
    if (response.has("patch")) {
      assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
      var patch = JSON.readTree(Base64.getDecoder().decode(response.path("patch").asText()));
      assertThat(JsonPatch.apply(patch, pod).path("spec").path("containers").isEmpty()).isFalse();
    }
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(String path, byte[] body) {
    try {
      return post(path, body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As the API server: it gives up after the webhook's time-out. */
  private HttpResponse<String> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(world.url() + path))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }
}
