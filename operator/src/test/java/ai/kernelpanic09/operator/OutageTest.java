package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.protocol.EndpointAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator while AWS or the API server is away. */
class OutageTest {

  /** The real time, moved ahead as far as a test wants. */
  private static final class ShiftedClock implements InstantSource {
    private Duration shift = Duration.ZERO;

    synchronized void advance(Duration by) {
      shift = shift.plus(by);
    }

    @Override
    public synchronized Instant instant() {
      return Instant.now().plus(shift);
    }
  }

  @Test
  void whileAwsIsAwayTheLastStateHoldsForAQuarterOfAnHour() {
    var clock = new ShiftedClock();
    try (var world = new World();
        var operator =
            world.operator(
                world.client, Map.of("AWS_ACCESS_KEY_ID", "in-system-properties"), clock);
        var control = HolderClient.of(operator)) {
      world.applyEndpoint("claude");
      awaitState(world, "RoleAssumable", "True/Assumed");
      awaitState(world, "Ready", "True/Ready");
      var token = world.gatewayToken();
      world.applyEndpoint("claude", "modelId: us.amazon.nova-lite-v1:0");
      awaitLook(world, 2);
      var limits = world.status("claude").orElseThrow().limits();
      assertThat(limits).isNotNull();

      world.simulator.close();
      clock.advance(Duration.ofMinutes(62));
      // The first look that needs AWS: until its own session expired, the operator has not noticed.
      look(world, 3);
      assertThat(world.state("claude", "RoleAssumable")).isEqualTo("True/Assumed");
      assertThat(world.state("claude", "Ready")).isEqualTo("True/Ready");
      // No session of its namespace is left, but the endpoint is what it was.
      var held = sync(control, token, 1);
      assertThat(held.ready()).isTrue();
      assertThat(held.credentials()).isNull();
      assertThat(held.limits()).as("they come with the credentials that fit them").isNull();

      clock.advance(Duration.ofMinutes(13));
      look(world, 4);
      assertThat(world.state("claude", "Ready")).isEqualTo("True/Ready");
      assertThat(sync(control, token, 2).ready()).isTrue();

      clock.advance(Duration.ofMinutes(3));
      look(world, 5);
      awaitState(world, "RoleAssumable", "Unknown/AwsUnavailable");
      awaitState(world, "Ready", "Unknown/AwsUnavailable");
      assertThat(world.status("claude").orElseThrow().available()).isFalse();
      // Holders with valid credentials go on with the same limits.
      assertThat(world.status("claude").orElseThrow().limits()).isEqualTo(limits);
    }
  }

  @Test
  void aGuardrailAddedWhileAwsIsAwayClosesTheEndpointUntilCallsCarryIt() {
    var clock = new ShiftedClock();
    try (var world = new World();
        var operator =
            world.operator(
                world.client, Map.of("AWS_ACCESS_KEY_ID", "in-system-properties"), clock);
        var control = HolderClient.of(operator)) {
      world.apply(
          """
          apiVersion: ai.kernelpanic09.io/v1alpha1
          kind: GuardrailPolicy
          metadata: {name: safe}
          spec: {wordPolicy: {words: [{text: secret}]}}
          """);
      world.applyEndpoint("guarded", "guardrailPolicyRef: safe");
      world.applyEndpoint("claude");
      awaitState(world, "Ready", "True/Ready");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> world.state("guarded", "GuardrailSynced").equals("True/Synced"));
      var token = world.gatewayToken();
      assertThat(sync(control, token, 1).ready()).isTrue();

      world.simulator.close();
      clock.advance(Duration.ofMinutes(62));
      world.applyEndpoint("claude", "guardrailPolicyRef: safe");
      awaitLook(world, 2);

      assertThat(world.state("claude", "ModelReachable")).isEqualTo("True/Reachable");
      assertThat(world.state("claude", "GuardrailSynced")).isEqualTo("False/Syncing");
      assertThat(world.state("claude", "Ready")).isEqualTo("False/Syncing");
      var closed = sync(control, token, 2);
      assertThat(closed.ready()).isFalse();
      assertThat(closed.reason()).isEqualTo("Syncing");
      assertThat(closed.limits()).isNull();

      // By now the status holds no limits at all.
      look(world, 3);
      assertThat(world.state("claude", "GuardrailSynced")).isEqualTo("False/Syncing");
      assertThat(world.state("claude", "Ready")).isEqualTo("False/Syncing");

      // Nor are there any when the guardrail is taken back.
      world.applyEndpoint("claude");
      awaitLook(world, 4);
      assertThat(world.state("claude", "GuardrailSynced")).isEqualTo("True/NotRequired");
      assertThat(world.state("claude", "Ready")).isEqualTo("Unknown/AwsUnavailable");
      var unknown = sync(control, token, 3);
      assertThat(unknown.ready()).isFalse();
      assertThat(unknown.reason()).isEqualTo("AwsUnavailable");
    }
  }

  /** The answer to a holder that has neither limits nor credentials yet. */
  private static EndpointAnswer sync(HolderClient control, String token, long seq) {
    var answer = control.sync(token, HolderClient.request("ai-workloads/claude", seq));
    return HolderClient.answer(answer).endpoints().getFirst();
  }

  /**
   * Changes an unimportant field, and waits until the operator has reconciled the endpoint for it.
   */
  private static void look(World world, int generation) {
    world.server.kubectl(
        "patch",
        "mep",
        "claude",
        "-n",
        "ai-workloads",
        "--type=merge",
        "-p",
        "{\"spec\":{\"sidecar\":{\"maxBodyBytes\":" + (1_000_000 + generation) + "}}}");
    awaitLook(world, generation);
  }

  private static void awaitLook(World world, int generation) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                world
                    .condition("claude", "Ready")
                    .filter(each -> each.getObservedGeneration() == generation)
                    .isPresent());
  }

  private static void awaitState(World world, String condition, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state("claude", condition)).isEqualTo(state));
  }

  @Test
  void isAliveAndReadyThoughTheApiServerIsAway() {
    var world = new World();
    try (var operator = world.operator()) {
      assertThat(World.probe(operator, "/readyz")).isEqualTo("200 ok");
      assertThat(World.probe(operator, "/healthz")).isEqualTo("200 ok");
      assertThat(World.probe(operator, "/other")).startsWith("503");

      world.server.close();

      // Long enough for every informer to notice.
      await()
          .during(Duration.ofSeconds(8))
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  World.probe(operator, "/healthz").equals("200 ok")
                      && World.probe(operator, "/readyz").equals("200 ok"));
    } finally {
      world.simulator.close();
      world.client.close();
    }
  }

  @Test
  void isNotReadyWhileNoWebhookConfigurationTrustsIt() {
    try (var world = new World();
        var operator = world.operator("WEBHOOK=on")) {
      assertThat(World.probe(operator, "/readyz")).isEqualTo("503 not ok: trust");
      assertThat(World.probe(operator, "/healthz")).isEqualTo("200 ok");
    }
  }

  @Test
  void aNamespaceThatTakesNoConfigMapKeepsNobodyFromStarting() {
    try (var world = new World()) {
      world.apply(
          """
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingAdmissionPolicy
          metadata: {name: no-ca}
          spec:
            matchConstraints:
              resourceRules:
                - apiGroups: [""]
                  apiVersions: [v1]
                  operations: [CREATE, UPDATE]
                  resources: [configmaps]
            validations: [{expression: "object.metadata.name != 'k8s-ai-ca'", message: no room}]
          ---
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingAdmissionPolicyBinding
          metadata: {name: no-ca}
          spec: {policyName: no-ca, validationActions: [Deny]}
          """);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  world
                      .server
                      .kubectl("create", "configmap", "k8s-ai-ca", "--dry-run=server")
                      .errors()
                      .contains("no room"));
      try (var operator = world.operator()) {
        assertThat(World.probe(operator, "/healthz")).isEqualTo("200 ok");
        assertThat(caMap(world)).isFalse();

        world.applyEndpoint("claude");
        awaitState(world, "Ready", "True/Ready");

        world.server.kubectl("delete", "validatingadmissionpolicybinding", "no-ca");

        await().atMost(Duration.ofSeconds(60)).until(() -> caMap(world));
      }
    }
  }

  private static boolean caMap(World world) {
    return world.client.configMaps().inNamespace(World.NAMESPACE).withName("k8s-ai-ca").get()
        != null;
  }
}
