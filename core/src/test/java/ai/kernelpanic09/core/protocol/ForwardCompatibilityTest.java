package ai.kernelpanic09.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.prompt.Prompt;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.core.spec.PromptTemplateSpec.ModelEndpointRef;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Operator and sidecars are not updated at the same moment, so each reads the members that it
 * knows.
 */
class ForwardCompatibilityTest {

  /** Reads as strictly as the operator. */
  private final ObjectMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** Reads as the sidecar does. */
  private final ObjectMapper lenient =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @Test
  void aRequestThatSaysOnlyTheNecessaryIsUnderstood() throws Exception {
    var request =
        json.readValue(
            """
            {"protocol": 1, "incarnation": "i1", "seq": 7, "endpoints": [
              {"endpoint": "ns/chat", "requests": {"wanted": 2},
               "windows": [{"seq": 20779, "incarnation": "i1"}]}]}
            """,
            SyncRequest.class);
    var sync = request.endpoints().getFirst();
    assertThat(sync.requests()).isEqualTo(new RateAsk(2, List.of()));
    assertThat(sync.tokens()).isEqualTo(RateAsk.NONE);
    assertThat(sync.worstCall()).isEqualTo(Money.ZERO);
    assertThat(sync.windows().getFirst().usage()).isEqualTo(UsageTotals.ZERO);
    assertThat(sync.windows().getFirst().spent()).isEqualTo(Money.ZERO);
  }

  @Test
  void whetherCallsAreKeptBackIsToldOnlyWhenTheyAre() throws Exception {
    var sync = TestSync.of(EndpointName.parse("ns/chat")).build();
    assertThat(json.writeValueAsString(sync)).doesNotContain("circuitOpen");
    var open = json.writeValueAsString(sync.withCircuitOpen(true));
    assertThat(json.readValue(open, EndpointSync.class).keepsCallsBack()).isTrue();
    assertThat(sync.withCircuitOpen(true).withCircuitOpen(false)).isEqualTo(sync);
  }

  @Test
  void anOverrunIsToldOnlyWhereThereIsOneAndInFewWords() throws Exception {
    var sync = TestSync.of(EndpointName.parse("ns/chat")).build();
    assertThat(json.writeValueAsString(sync)).doesNotContain("boundOverrun");
    var overrun = new OverrunReport("tools + images", Money.parse("0.30"), Money.parse("0.20"));
    var told = json.writeValueAsString(sync.withBoundOverrun(overrun).withCircuitOpen(true));
    assertThat(json.readValue(told, EndpointSync.class).boundOverrun()).isEqualTo(overrun);
    for (var shape : new String[] {"", "Tools", "tools\\nFAKE", "x".repeat(101)}) {
      var wrong = told.replace("tools + images", shape);
      assertThatThrownBy(() -> json.readValue(wrong, EndpointSync.class))
          .hasMessageContaining("boundOverrun.shape");
    }
  }

  @Test
  void anAnswerThatSaysOnlyTheNecessaryIsUnderstood() throws Exception {
    var answer =
        lenient.readValue(
            """
            {"protocol": 1, "seq": 7, "endpoints": [{"endpoint": "ns/chat", "ready": true}]}
            """,
            SyncAnswer.class);
    var part = answer.endpoints().getFirst();
    assertThat(part.windows()).isEmpty();
    assertThat(part.keep()).isEqualTo(Money.ZERO);
    assertThat(part.requests()).isNull();
    assertThat(part.remaining()).isNull();
  }

  @Test
  void aLedgerOfAnotherVersionIsRead() throws Exception {
    var budget =
        json.readValue("{\"epoch\": 3, \"commitId\": \"c\", \"shards\": [1]}", BudgetStatus.class);
    assertThat(budget.windows()).isEmpty();
    assertThat(budget.requests()).isEmpty();
  }

  @Test
  void membersOfALaterVersionAreSkippedAtEveryDepth() throws Exception {
    var request =
        new SyncRequest(
            1,
            "1.0",
            "i1",
            7,
            List.of(
                new EndpointSync(
                    EndpointName.parse("ns/chat"),
                    "r1",
                    null,
                    List.of(
                        new WindowReport(
                            1,
                            "i1",
                            Money.parse("1"),
                            Money.ZERO,
                            Money.ZERO,
                            Money.ZERO,
                            new UsageTotals(1, 2, 3, 4, 5))),
                    Money.ZERO,
                    Money.ZERO,
                    2,
                    new RateAsk(
                        1,
                        1,
                        2,
                        60,
                        0,
                        List.of(new RateAsk.SlotReturn(5, 1)),
                        new RateAsk.Standing(1, 2, 3, 4)),
                    RateAsk.NONE)),
            List.of(new KnownTemplate(TemplateName.parse("ns/review"), "t1")));
    assertThat(throughLaterVersion(request, SyncRequest.class)).isEqualTo(request);
    var answer =
        new SyncAnswer(
            1,
            2,
            7,
            5_000,
            List.of(
                TestAnswer.of(EndpointName.parse("ns/chat"))
                    .credentials(new SessionCredentials("id", "a", "b", "c", 5))
                    .leases(new WindowGrant(1, "d", "i1", true, 0, 9, Money.parse("2")))
                    .rates(new RateGrant(5, 1, 3_000, 0, new RateGrant.Share(60, 1, 300_000)), null)
                    .exhausted(new Exhausted("daily", 5))
                    .remaining(Money.parse("7.5"))
                    .build()),
            List.of(
                new TemplateAnswer(
                    TemplateName.parse("ns/review"),
                    null,
                    null,
                    "t2",
                    2,
                    "chat",
                    List.of(new RevisionHash(2, "b"), new RevisionHash(1, "a")),
                    new PromptRevision(
                        2,
                        "b",
                        new Prompt(
                            "Be brief.",
                            "Review {{.Diff}}",
                            List.of(),
                            new ModelEndpointRef("chat"))))),
            List.of(new Unanswered(EndpointName.parse("ns/other"), "Unavailable", "away")));
    assertThat(throughLaterVersion(answer, SyncAnswer.class)).isEqualTo(answer);
  }

  @Test
  void limitsOfALaterVersionAreUnderstood() throws Exception {
    var limits =
        json.readValue(
            """
            {"revision": "r", "modelId": "m", "region": "us-east-1", "maxTokens": 10,
             "budgetBlocks": true, "maxBodyBytes": 1, "shadowOf": "x"}
            """,
            EndpointLimits.class);
    assertThat(limits.allowedNamespaces()).isEmpty();
    assertThat(limits.requestsPerMinute()).isNull();
    assertThat(limits.timeouts()).isEqualTo(CallTimeouts.DEFAULT);
  }

  @Test
  void whatCannotBeDoneWithoutIsNamed() {
    assertThatThrownBy(() -> json.readValue("{\"protocol\": 1, \"seq\": 7}", SyncRequest.class))
        .isInstanceOf(ValueInstantiationException.class)
        .hasMessageContaining("incarnation");
  }

  /** Reads {@code message} back after adding an unknown member to each of its objects. */
  private <T> T throughLaterVersion(T message, Class<T> type) throws Exception {
    var tree = (ObjectNode) json.valueToTree(message);
    enrich(tree);
    return json.treeToValue(tree, type);
  }

  private static void enrich(ObjectNode object) {
    object.forEach(
        member -> {
          switch (member) {
            case ObjectNode inner -> enrich(inner);
            case ArrayNode list ->
                list.forEach(
                    each -> {
                      if (each instanceof ObjectNode inner) {
                        enrich(inner);
                      }
                    });
            default -> {}
          }
        });
    object.putObject("sinceVersionTwo").put("whatever", 1);
  }
}
