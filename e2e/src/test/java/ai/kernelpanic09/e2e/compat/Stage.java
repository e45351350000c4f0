package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.BudgetDay;
import ai.kernelpanic09.e2e.SimulatedAws;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** The product before a simulated AWS, with an endpoint for each thing that can happen. */
abstract class Stage implements AutoCloseable {

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

  /** All of them but {@link #CLAUDE}. */
  static final String OTHERS =
      String.join(",", BREAKING, DENIED, FAILING, GUARDED, LIMITED, SLOW, SPENT, THROTTLED, TITAN);

  /** All of them, as a list of models names them. */
  static final String NAMES =
      String.join(
          ",", BREAKING, CLAUDE, DENIED, FAILING, GUARDED, LIMITED, SLOW, SPENT, THROTTLED, TITAN);

  /** One of another namespace, which the pod was not given. */
  static final String FOREIGN = "others/claude";

  static final String NAMESPACE = "compat";

  /** The role of its endpoints. */
  static final String ROLE = "bedrock-compat";

  private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";

  /** The profile of its model, as apps name it to Bedrock. */
  static final String CLAUDES_ID = "us." + HAIKU;

  /** Of every endpoint but one, so that an id alone means that one. */
  private static final String OTHER = "anthropic.claude-3-haiku-20240307-v1:0";

  static final String TITANS_ID = "amazon.titan-embed-text-v2:0";

  // A fault is told from others by the id that is called: two profiles of one model are two.
  private static final String THROTTLED_MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String FAILING_MODEL = "global.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String DENIED_MODEL = "us.anthropic.claude-sonnet-4-6";
  private static final String BREAKING_MODEL = "global.anthropic.claude-sonnet-4-6";
  private static final Duration SOON = Duration.ofSeconds(30);

  /** So many that the failures of one client are few among the last calls. */
  private static final int SUCCESSES = 8;

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

  /** The models and profiles that it calls. */
  static final List<String> MODELS =
      List.of(
          HAIKU, OTHER, THROTTLED_MODEL, FAILING_MODEL, DENIED_MODEL, BREAKING_MODEL, TITANS_ID);

  /** Its resources. */
  static String manifests() {
    return String.join(
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
        endpoint(TITAN, TITANS_ID, "daily: \"1000.00\"", ""));
  }

  /** Spends the budget of one endpoint, and sets the faults of others. */
  final void prepare() {
    BudgetDay.awaitRoomFor(Duration.ofMinutes(2));
    control("scripts", "{\"text\": \"All of it.\", \"outputTokens\": 1960}");
    Awaitility.await().atMost(SOON).until(() -> call(SPENT, 1_960) == 402);
    faults();
    fault("error", "InternalServerException", FAILING_MODEL);
  }

  /** Sets the faults but that of the model that fails. */
  private void faults() {
    fault("error", "ThrottlingException", THROTTLED_MODEL);
    fault("error", "AccessDeniedException", DENIED_MODEL);
    fault("stream-exception", "ModelStreamErrorException", BREAKING_MODEL);
    control(
        "faults",
        "{\"kind\": \"delay\", \"gapMillis\": 100, \"modelId\": \"%s\"}".formatted(OTHER));
  }

  /** Has every call of a model's id fail. */
  private void fault(String kind, String error, String modelId) {
    control(
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
      irsaRoleArn: arn:aws:iam::123456789012:role/%s
      costBudget: {%s}
      %s
    """
        .formatted(name, NAMESPACE, model, ROLE, budget, more);
  }

  /** Makes ready for a feature: the model says {@code script}, and the limited rate is used up. */
  final void ready(Feature feature, List<String> script) {
    control("reset", "{\"what\": [\"scripts\"]}");
    if (feature == Feature.RATE_LIMITED) {
      Awaitility.await().atMost(SOON).until(() -> call(LIMITED, 1) == 429);
    }
    if (feature == Feature.FAILED) {
      control("reset", "{\"what\": [\"faults\"]}");
      faults();
      succeed(FAILING);
      fault("error", "InternalServerException", FAILING_MODEL);
    } else if (feature == Feature.BROKEN_STREAM) {
      succeed(BREAKING);
    }
    script.forEach(each -> control("scripts", each));
  }

  /**
   * Makes calls that succeed: where clients share a process, one after another would see failures
   * only, and it would keep the later ones' calls back.
   */
  private void succeed(String endpoint) {
    for (var i = 0; i < SUCCESSES; i++) {
      Awaitility.await().atMost(SOON).until(() -> call(endpoint, 1) == 200);
    }
  }

  /** The calls of an endpoint that were billed since {@code number}, the last one last. */
  final List<JsonNode> billedSince(long number, String endpoint) {
    var calls = new ArrayList<JsonNode>();
    for (var call : read("calls?endpoint=" + NAMESPACE + "/" + endpoint).path("calls")) {
      if (call.path("number").asLong() > number && call.path("billedNanoDollars").asLong() > 0) {
        calls.add(call);
      }
    }
    return calls;
  }

  /** The number of the last call. */
  final long lastCall() {
    return read("bill").path("seen").asLong();
  }

  /** Waits until every endpoint has booked what AWS bills for it. */
  final void assertThatBookedIsBilled() {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              var booked = booked();
              var billed = billed();
              // What a stream costs that breaks off nobody is told: its worst case is booked.
              var broken = billed.remove(NAMESPACE + "/" + BREAKING);
              assertThat(booked).containsAllEntriesOf(billed);
              if (broken != null) {
                assertThat(booked.get(NAMESPACE + "/" + BREAKING)).isGreaterThanOrEqualTo(broken);
              }
            });
  }

  private Map<String, BigDecimal> billed() {
    var billed = new TreeMap<String, BigDecimal>();
    var bill = read("bill");
    for (var each : bill.path("byEndpoint").properties()) {
      if (each.getKey().startsWith(NAMESPACE + "/")) {
        var dollars = SimulatedAws.bill(bill, each.getKey());
        billed.put(each.getKey(), new BigDecimal(dollars.toString()).stripTrailingZeros());
      }
    }
    return billed;
  }

  /** The body of a call in the product's own form. */
  static String question(int maxTokens) {
    return "{\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}], \"maxTokens\": %d}"
        .formatted(maxTokens);
  }

  /** The dollars that each endpoint has spent today, as the product shows them. */
  abstract Map<String, BigDecimal> booked();

  /** Makes a call. Returns its status. */
  abstract int call(String endpoint, int maxTokens);

  /** Sends a document to the test control of the simulated AWS. */
  abstract void control(String what, String document);

  /** Reads from the test control of the simulated AWS. */
  abstract JsonNode read(String what);

  @Override
  public abstract void close();
}
