package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.e2e.LocalSidecar;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Local mode before a simulated AWS, with an endpoint for each thing that can happen. */
final class Stage implements AutoCloseable {

  static final String BREAKING = "breaking";
  static final String CLAUDE = "claude";
  static final String DENIED = "denied";
  static final String FAILING = "failing";
  static final String GUARDED = "guarded";
  static final String LIMITED = "limited";
  static final String SLOW = "slow";
  static final String SPENT = "spent";
  static final String THROTTLED = "throttled";
  static final String TITAN = "titan";

  /** All of them, as a list of models names them. */
  static final String NAMES =
      String.join(
          ",", BREAKING, CLAUDE, DENIED, FAILING, GUARDED, LIMITED, SLOW, SPENT, THROTTLED, TITAN);

  /** One of another namespace, which the pod was not given. */
  static final String FOREIGN = "others/claude";

  private static final String NAMESPACE = "compat";
  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";

  /** The profile of its model, as apps name it to Bedrock. */
  static final String CLAUDES_ID = "us." + HAIKU;

  static final String TITANS_ID = "amazon.titan-embed-text-v2:0";

  /** Of every endpoint but one, so that an id alone means that one. */
  private static final String OTHER = "anthropic.claude-3-haiku-20240307-v1:0";

  // A fault is told from others by the id that is called: two profiles of one model are two.
  private static final String THROTTLED_MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String FAILING_MODEL = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String DENIED_MODEL = "us.anthropic.claude-sonnet-4-6";
  private static final String BREAKING_MODEL = "global.anthropic.claude-sonnet-4-6";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String POLICY =
      """
      apiVersion: ai.kernelpanic09.io/v1alpha1
      kind: GuardrailPolicy
      metadata:
        name: keys
      spec:
        sensitiveInformationPolicy:
          piiEntities:
            - type: AWS_ACCESS_KEY
              action: BLOCK
      """;

  private final LocalSidecar sidecar;

  /** Starts it, and spends the budget of one endpoint. */
  Stage() {
    sidecar =
        LocalSidecar.simulated(
            String.join(
                "---\n",
                POLICY,
                endpoint(BREAKING, BREAKING_MODEL, "daily: \"1000.00\"", ""),
                endpoint(DENIED, DENIED_MODEL, "daily: \"1000.00\"", ""),
                endpoint(FAILING, FAILING_MODEL, "daily: \"1000.00\"", ""),
                endpoint(CLAUDE, HAIKU, "daily: \"1000.00\"", ""),
                endpoint(GUARDED, OTHER, "daily: \"1000.00\"", "guardrailPolicyRef: keys"),
                endpoint(LIMITED, OTHER, "daily: \"1000.00\"", "rateLimit: {requestsPerMinute: 1}"),
                endpoint(SLOW, OTHER, "daily: \"1000.00\"", ""),
                endpoint(SPENT, OTHER, "daily: \"0.0025\"", ""),
                endpoint(THROTTLED, THROTTLED_MODEL, "daily: \"1000.00\"", ""),
                endpoint(TITAN, TITANS_ID, "daily: \"1000.00\"", "")));
    stage("scripts", "{\"text\": \"All of it.\", \"outputTokens\": 1960}");
    assertThat(call(SPENT, 1_960)).isEqualTo(200);
    assertThat(call(SPENT, 1_000)).isEqualTo(402);
    fault("error", "ThrottlingException", THROTTLED_MODEL);
    fault("error", "InternalServerException", FAILING_MODEL);
    fault("error", "AccessDeniedException", DENIED_MODEL);
    fault("stream-exception", "ModelStreamErrorException", BREAKING_MODEL);
    stage(
        "faults",
        "{\"kind\": \"delay\", \"gapMillis\": 100, \"modelId\": \"%s\"}".formatted(OTHER));
  }

  /** Has every call of a model's id fail. */
  private void fault(String kind, String error, String modelId) {
    stage(
        "faults",
        """
        {"kind": "%s", "error": "%s", "afterEvents": 4, "times": 0, "modelId": "%s"}"""
            .formatted(kind, error, modelId));
  }

  private static String endpoint(String name, String model, String budget, String more) {
    return """
    apiVersion: ai.kernelpanic09.io/v1alpha1
    kind: ModelEndpoint
    metadata:
      name: %s
      namespace: %s
    spec:
      modelId: %s
      region: us-east-1
      irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
      costBudget: {%s}
      %s
    """
        .formatted(name, NAMESPACE, model, budget, more);
  }

  /** The environment of an injected pod, at the addresses of this stage. */
  Map<String, String> at(Map<String, String> injected) {
    var environment = new TreeMap<>(injected);
    environment.replaceAll(
        (name, value) ->
            value.replace("http://localhost:8090", "http://localhost:" + sidecar.modelPort()));
    return environment;
  }

  /** Makes ready for a feature: the model says {@code script}, and the limited rate is used up. */
  void ready(Feature feature, List<String> script) {
    stage("reset", "{\"what\": [\"scripts\"]}");
    if (feature == Feature.RATE_LIMITED) {
      Awaitility.await().atMost(SOON).until(() -> call(LIMITED, 1) == 429);
    }
    script.forEach(each -> stage("scripts", each));
  }

  /** The calls that were billed since {@code number}, the last one last. */
  List<JsonNode> billedSince(long number) {
    var calls = new ArrayList<JsonNode>();
    for (var call : read("calls").path("calls")) {
      if (call.path("number").asLong() > number && call.path("billedNanoDollars").asLong() > 0) {
        calls.add(call);
      }
    }
    return calls;
  }

  /** The number of the last call. */
  long lastCall() {
    return read("bill").path("seen").asLong();
  }

  /** Waits until every endpoint has booked what AWS bills for it. */
  void assertThatBookedIsBilled() {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              var booked = booked();
              var billed = billed();
              // What a stream costs that breaks off nobody is told: its worst case is booked.
              var broken = billed.remove(NAMESPACE + "/" + BREAKING);
              assertThat(booked).containsAllEntriesOf(billed);
              assertThat(booked.get(NAMESPACE + "/" + BREAKING))
                  .isGreaterThanOrEqualTo(broken == null ? BigDecimal.ZERO : broken);
            });
  }

  private Map<String, BigDecimal> booked() {
    var booked = new TreeMap<String, BigDecimal>();
    var rows = sidecar.status();
    var cost = rows.getFirst().indexOf("COST/DAY");
    for (var row : rows.subList(1, rows.size())) {
      booked.put(row.getFirst(), new BigDecimal(row.get(cost)).stripTrailingZeros());
    }
    return booked;
  }

  private Map<String, BigDecimal> billed() {
    var billed = new TreeMap<String, BigDecimal>();
    read("bill")
        .path("byEndpoint")
        .properties()
        .forEach(
            each ->
                billed.put(
                    each.getKey(),
                    new BigDecimal(
                            Money.ofNanoDollars(each.getValue().path("billedNanoDollars").asLong())
                                .toString())
                        .stripTrailingZeros()));
    return billed;
  }

  private int call(String endpoint, int maxTokens) {
    return sidecar
        .invoke(
            NAMESPACE + "/" + endpoint,
            "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], \"maxTokens\": %d}"
                .formatted(maxTokens))
        .status();
  }

  private void stage(String what, String document) {
    var answer = sidecar.control(what, document);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private JsonNode read(String what) {
    try {
      return JSON.readTree(sidecar.control(what).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    sidecar.close();
  }
}
