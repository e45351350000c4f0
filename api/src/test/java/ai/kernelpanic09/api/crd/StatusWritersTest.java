package ai.kernelpanic09.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ledger and the reconciler write one status without disturbing each other. */
class StatusWritersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static ApiServer server;

  @BeforeAll
  static void start() {
    server = ApiServer.start();
    server.installCrds();
    server.createNamespace("ai-workloads");
    var applied =
        server.kubectl("apply", "-f", Path.of("..", "examples", "quickstart.yaml").toString());
    assertThat(applied.errors()).isEmpty();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void theBudgetIsCommittedByCompareAndSwapAndEverythingElseByServerSideApply() throws Exception {
    applyStatus(ModelEndpointStatus.builder().conditions(List.of()).available(false).build());
    patchStatus(
        "[{\"op\": \"add\", \"path\": \"/status/budget\", \"value\": " + budget("c1") + "}]");

    applyStatus(
        ModelEndpointStatus.builder()
            .available(true)
            .conditions(
                List.of(
                    new ConditionBuilder()
                        .withType(ConditionType.READY.id())
                        .withStatus("True")
                        .withReason(ConditionReason.READY.id())
                        .withMessage("in order")
                        .withLastTransitionTime("2026-11-22T20:00:00Z")
                        .withObservedGeneration(1L)
                        .build()))
            .build());
    patchStatus(commit("c1", "c2"));
    var stale =
        catchThrowableOfType(
            KubernetesClientException.class, () -> patchStatus(commit("c1", "c3")));

    assertThat(stale.getCode()).isEqualTo(422);
    var status = endpoint().get().getStatus();
    assertThat(status.available()).isTrue();
    assertThat(Objects.requireNonNull(status.conditions()))
        .extracting(condition -> condition.getReason())
        .containsExactly("Ready");
    assertThat(Objects.requireNonNull(status.budget()).commitId()).isEqualTo("c2");
    assertThat(
            server
                .kubectl(
                    "wait",
                    "--for=condition=Ready",
                    "--timeout=5s",
                    "-n",
                    "ai-workloads",
                    "modelendpoint/claude-haiku")
                .exitCode())
        .isZero();
  }

  private static String commit(String from, String to) throws JsonProcessingException {
    return """
    [{"op": "test", "path": "/status/budget/commitId", "value": "%s"},
     {"op": "replace", "path": "/status/budget", "value": %s}]
    """
        .formatted(from, budget(to));
  }

  private static String budget(String commitId) throws JsonProcessingException {
    var day = "2026-11-22T00:00:00Z";
    var next = "2026-11-23T00:00:00Z";
    var money = Money.parse("0.25");
    return JSON.writeValueAsString(
        new BudgetStatus(
            1,
            commitId,
            new BudgetView(
                money,
                Money.ZERO,
                null,
                money,
                null,
                Money.ZERO,
                null,
                null,
                Money.ZERO,
                day,
                next),
            null,
            1,
            List.of(
                new BudgetStatus.WindowStatus(
                    7,
                    "2026-11-22",
                    "2026-11",
                    "UTC",
                    day,
                    next,
                    Money.ZERO,
                    Money.ZERO,
                    null,
                    null,
                    Money.ZERO,
                    null,
                    Money.parse("0.25"),
                    List.of("uid 1 4 0.25 0.00 0.00 open"))),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }

  private static void applyStatus(ModelEndpointStatus status) {
    var fresh = new ModelEndpoint();
    fresh.setMetadata(
        new ObjectMetaBuilder().withName("claude-haiku").withNamespace("ai-workloads").build());
    fresh.setStatus(status);
    endpoint()
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("k8s-ai-operator")
                .withForce(true)
                .build(),
            fresh);
  }

  private static void patchStatus(String operations) {
    endpoint().subresource("status").patch(PatchContext.of(PatchType.JSON), operations);
  }

  private static Resource<ModelEndpoint> endpoint() {
    return server
        .client()
        .resources(ModelEndpoint.class)
        .inNamespace("ai-workloads")
        .withName("claude-haiku");
  }
}
