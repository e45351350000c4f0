package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuickstartTest {

  private final World world = new World();
  private final OperatorProcess operator = world.operator();

  @BeforeAll
  void applyTheQuickstart() {
    world.applyQuickstart();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(world.state("claude-haiku", "Ready")).isEqualTo("True/Ready");
              assertThat(world.state("claude-haiku", "BudgetAvailable"))
                  .isEqualTo("True/Available");
            });
  }

  @AfterAll
  void stop() {
    operator.close();
    world.close();
  }

  @Test
  void isReadyWithEveryCondition() {
    assertThat(world.state("claude-haiku", "RoleAssumable")).isEqualTo("True/Assumed");
    assertThat(world.state("claude-haiku", "ModelReachable")).isEqualTo("True/Reachable");
    assertThat(world.state("claude-haiku", "Priced")).isEqualTo("True/Known");
    assertThat(world.state("claude-haiku", "GuardrailSynced")).isEqualTo("True/Synced");
    assertThat(world.state("claude-haiku", "ServiceReady")).isEqualTo("True/Owned");
    assertThat(world.state("claude-haiku", "SidecarsCurrent")).isEqualTo("True/Current");
  }

  @Test
  void showsTheColumnsOfTheQuickstart() {
    assertThat(world.server.kubectl("get", "modelendpoints", "-n", "ai-workloads").text())
        .containsPattern("NAME +MODEL +REGION +AVAILABLE +COST/MONTH +INVOCATIONS")
        .containsPattern(
            "claude-haiku +anthropic.claude-haiku-4-5-20251001-v1:0 +us-east-1 +true +0.00 +0");
  }

  @Test
  void callsTheRegionsGeographicProfileForABareId() {
    assertThat(world.status("claude-haiku").map(ModelEndpointStatus::resolvedModel))
        .hasValueSatisfying(
            model -> {
              assertThat(model.id()).isEqualTo("us.anthropic.claude-haiku-4-5-20251001-v1:0");
              assertThat(model.baseModel()).isEqualTo("anthropic.claude-haiku-4-5-20251001-v1:0");
              assertThat(model.regions()).contains("us-east-1").hasSizeGreaterThan(1);
            });
  }

  @Test
  void leavesTheServiceAndTheCaWhereCallersNeedThem() {
    var service =
        world.client.services().inNamespace("ai-workloads").withName("model-claude-haiku").get();
    var ca = world.client.configMaps().inNamespace("ai-workloads").withName("k8s-ai-ca").get();

    assertThat(service.getSpec().getExternalName())
        .isEqualTo("k8s-ai-gateway.ai-operator-system.svc.cluster.local");
    assertThat(service.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("ModelEndpoint"));
    assertThat(ca.getData()).containsEntry("ca.crt", operator.authorityPem());
  }

  @Test
  void publishesTheGuardrailOnceAndSaysWhatItSentOtherwise() {
    var limits = world.status("claude-haiku").map(ModelEndpointStatus::limits).orElseThrow();
    var policy = world.policy("pii-and-safety").getStatus();

    assertThat(limits.guardrail()).isNotNull();
    assertThat(policy.version()).isEqualTo("1");
    assertThat(policy.conditions())
        .extracting(each -> each.getType() + "=" + each.getStatus())
        .contains("Synced=True", "Normalized=True", "Ready=True");
    assertThat(
            world
                .server
                .kubectl("get", "events", "-n", "default", "-o", "jsonpath={.items[*].reason}")
                .text())
        .contains("PromptAttackOutputStrength");
  }

  @Test
  void writesNothingWhenNothingHasChanged() {
    world.server.kubectl("annotate", "mep", "claude-haiku", "-n", "ai-workloads", "touched=yes");
    var before = statusWrites(world.endpoint("claude-haiku"));

    world.applyEndpoint("other");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("other", "Ready").equals("True/Ready"));

    assertThat(statusWrites(world.endpoint("claude-haiku"))).isEqualTo(before);
  }

  /** The time of the reconciler's last write of the status. */
  private static String statusWrites(ModelEndpoint endpoint) {
    return endpoint.getMetadata().getManagedFields().stream()
        .filter(each -> "status".equals(each.getSubresource()))
        .filter(each -> "k8s-ai-endpoint".equals(each.getManager()))
        .map(each -> String.valueOf(each.getTime()))
        .findFirst()
        .orElseThrow();
  }
}
