package ai.kernelpanic09.e2e.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.e2e.LocalSidecar;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;

/**
 * A few cheap calls to the real AWS, through the sidecar and beside it. {@code make test-aws} runs
 * it, and nothing else does.
 *
 * <p>The endpoint's own budget limits the calls to three cents; the guardrail adds less than a
 * tenth of a cent.
 */
@Tag("aws")
@TestMethodOrder(OrderAnnotation.class)
class AwsIT {

  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String ENDPOINT = "ai-workloads/claude-haiku";
  private static final int MAX_TOKENS = 32;

  /** Dollars per token of a geographic profile of Claude Haiku 4.5, from AWS's price list. */
  private static final BigDecimal INPUT_PRICE = new BigDecimal("0.0000011");

  private static final BigDecimal OUTPUT_PRICE = new BigDecimal("0.0000055");

  private static final String MANIFEST =
      """
      apiVersion: ai.kernelpanic09.io/v1alpha1
      kind: ModelEndpoint
      metadata:
        name: claude-haiku
        namespace: ai-workloads
      spec:
        modelId: %s
        region: %s
        # Local mode calls as the environment's own identity; the field is required all the same.
        irsaRoleArn: arn:aws:iam::123456789012:role/bedrock-invoker
        maxTokens: %d
        costBudget:
          daily: "0.03"
          monthly: "0.03"
        rateLimit:
          requestsPerMinute: 60
      """
          .formatted(MODEL, AwsAccount.REGION, MAX_TOKENS);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<BigDecimal> COSTS = new ArrayList<>();

  private static LocalSidecar sidecar;

  @BeforeAll
  static void start() {
    AwsAccount.requireConsent();
    sidecar = new LocalSidecar(MANIFEST, AwsAccount.environment());
  }

  @AfterAll
  static void stop() {
    if (sidecar != null) {
      sidecar.close();
    }
  }

  @Test
  @Order(1)
  void aCallIsAnsweredAndCostsWhatAwsListsForItsTokens() {
    var answer =
        call(
            """
            {"messages": [{"role": "user", "content": "Answer with the one word: ready"}],
             "maxTokens": 32}""");
    assertThat(answer.path("content").asText()).isNotBlank();
    assertThat(answer.path("stopReason").asText()).isIn("end_turn", "max_tokens");
  }

  @Test
  @Order(2)
  void aCallThatAsksForMoreIsCappedAtTheEndpointsMaxTokens() {
    var answer =
        call(
            """
            {"system": "You are a historian. Never be brief.",
             "messages": [
               {"role": "user", "content": [{"text": "Tell the history of Rome, from the start."}]}],
             "maxTokens": 4000}""");
    assertThat(answer.path("stopReason").asText()).isEqualTo("max_tokens");
    assertThat(answer.path("outputTokens").asInt()).isEqualTo(MAX_TOKENS);
  }

  @Test
  @Order(3)
  void aGuardrailWithTheQuickstartsRulesBlocksAForbiddenWordAndIsGoneAfterwards() {
    try (var bedrock = AwsAccount.bedrock();
        var runtime = AwsAccount.runtime()) {
      var guardrail = new TemporaryGuardrail(bedrock);
      try (guardrail) {
        var question = "What is a " + TemporaryGuardrail.FORBIDDEN_WORD + "?";
        var message =
            Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(question))
                .build();
        var answer =
            runtime.converse(
                r ->
                    r.modelId(MODEL)
                        .messages(message)
                        .inferenceConfig(c -> c.maxTokens(MAX_TOKENS))
                        .guardrailConfig(
                            g ->
                                g.guardrailIdentifier(guardrail.id())
                                    .guardrailVersion(guardrail.version())));
        assertThat(answer.stopReason()).isEqualTo(StopReason.GUARDRAIL_INTERVENED);
        assertThat(answer.output().message().content().getFirst().text())
            .isEqualTo(TemporaryGuardrail.BLOCKED);
        // The call never reached the model, so only the check costs.
        assertThat(answer.usage().outputTokens()).isZero();
      }
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !guardrail.exists());
    }
  }

  @Test
  @Order(4)
  void theLedgerHoldsTheSumOfWhatTheCallsCost() {
    var said = COSTS.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    // Each call's figure is rounded up to six decimals; the ledger's is exact.
    var least = said.subtract(new BigDecimal("0.000001").multiply(new BigDecimal(COSTS.size())));
    assertThat(COSTS).hasSize(2);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(spent()).isBetween(least, said));
    System.out.println(
        "test-aws: " + COSTS.size() + " calls said $" + said + ", the ledger says $" + spent());
  }

  /** The month's cost in the sidecar's table. */
  private static BigDecimal spent() {
    var table = sidecar.status();
    assertThat(table).hasSize(2);
    assertThat(table.getLast().getFirst()).isEqualTo(ENDPOINT);
    return new BigDecimal(table.getLast().get(table.getFirst().indexOf("COST/MONTH")));
  }

  private static JsonNode call(String body) {
    var answer = sidecar.invoke(ENDPOINT, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode json;
    try {
      json = JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new IllegalStateException(answer.body(), e);
    }
    var cost = new BigDecimal(json.path("costUSD").textValue());
    COSTS.add(cost);
    System.out.println(
        "test-aws: %d input and %d output tokens cost $%s"
            .formatted(json.path("inputTokens").asInt(), json.path("outputTokens").asInt(), cost));
    var listed =
        INPUT_PRICE
            .multiply(new BigDecimal(json.path("inputTokens").asInt()))
            .add(OUTPUT_PRICE.multiply(new BigDecimal(json.path("outputTokens").asInt())));
    assertThat(cost).isEqualByComparingTo(listed.setScale(6, RoundingMode.CEILING));
    return json;
  }
}
