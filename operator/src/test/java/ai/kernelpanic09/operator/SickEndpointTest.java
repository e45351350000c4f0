package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.EndpointAnswer;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TestSync;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A fault of one endpoint shows in its own status, and does not affect other endpoints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class SickEndpointTest {

  private final World world = new World();
  private final String gateway = world.gatewayToken();
  private long seq = 1;

  @AfterAll
  void stop() {
    world.close();
  }

  /**
   * A sync under a new incarnation, which opens new leases, so that there is always something to
   * commit.
   */
  private SyncRequest request(String... endpoints) {
    seq++;
    return new SyncRequest(
        SyncRequest.PROTOCOL,
        "test",
        "i" + seq,
        seq,
        Arrays.stream(endpoints)
            .map(
                each ->
                    TestSync.of(EndpointName.parse("ai-workloads/" + each))
                        .waiting(1, Money.parse("0.01"))
                        .build())
            .toList());
  }

  private static Map<String, EndpointAnswer> byName(SyncAnswer answer) {
    return answer.endpoints().stream()
        .collect(Collectors.toMap(each -> each.endpoint().name(), Function.identity()));
  }

  private void awaitState(String endpoint, String type, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state(endpoint, type)).isEqualTo(state));
  }

  private void patchStatus(String endpoint, String patch) {
    var patched =
        world.server.kubectl(
            "patch",
            "mep",
            endpoint,
            "-n",
            "ai-workloads",
            "--subresource=status",
            "--type=json",
            "-p",
            patch);
    assertThat(patched.exitCode()).as(patched.errors()).isZero();
  }

  @Test
  void aStatusThatIsNoLedgerStopsItsEndpointAlone() {
    try (var first = world.operator()) {
      world.applyEndpoint("sick", "costBudget: {daily: \"1.00\"}");
      world.applyEndpoint("well", "costBudget: {daily: \"1.00\"}");
      for (var each : List.of("sick", "well")) {
        awaitState(each, "Ready", "True/Ready");
        awaitState(each, "BudgetAvailable", "True/Available");
      }
      try (var control = HolderClient.of(first)) {
        var answer = control.sync(gateway, request("sick", "well"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
    }
    patchStatus(
        "sick",
        """
        [{"op": "replace", "path": "/status/budget/windows/0/id", "value": "today"}]\
        """);
    // The API server refuses a status that no operator could even list.
    var refused =
        world.server.kubectl(
            "patch",
            "mep",
            "sick",
            "-n",
            "ai-workloads",
            "--subresource=status",
            "--type=json",
            "-p",
            """
            [{"op": "replace", "path": "/status/budget/windows/0/spent", "value": "lots"}]\
            """);
    assertThat(refused.errors()).contains("budget.windows[0].spent in body should match");
    patchStatus(
        "well",
        """
        [{"op": "add", "path": "/status/pods",
          "value": ["2026-11-22 0.01 1 app Kind/a b", "nonsense"]},
         {"op": "add", "path": "/status/budget/windows/0/holders/-", "value": "stranger lost"}]\
        """);

    try (var second = world.operator();
        var control = HolderClient.of(second)) {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                var response = control.sync(gateway, request("well"));
                return response.statusCode() == 200
                    && byName(HolderClient.answer(response)).containsKey("well");
              });
      awaitState("sick", "LedgerReady", "False/LedgerUnreadable");
      awaitState("sick", "Ready", "False/LedgerUnreadable");
      assertThat(world.condition("sick", "Ready").orElseThrow().getMessage())
          .contains("status.budget.windows[today].id: 'today' is no day such as 2026-11-22");
      assertThat(world.status("sick").orElseThrow().available()).isFalse();

      var answers = byName(HolderClient.answer(control.sync(gateway, request("sick", "well"))));

      assertThat(answers.get("sick"))
          .satisfies(
              each -> {
                assertThat(each.ready()).isFalse();
                assertThat(each.reason()).isEqualTo("LedgerUnreadable");
                assertThat(each.message()).contains("windows[today].id");
              });
      assertThat(answers.get("well"))
          .satisfies(
              each -> {
                assertThat(each.ready()).isTrue();
                assertThat(each.windows()).isNotEmpty();
              });
      assertThat(world.state("well", "Ready")).isEqualTo("True/Ready");
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(world.events("sick", "LedgerUnreadable")).isNotEmpty();
                assertThat(world.events("well", "LeaseUnreadable"))
                    .singleElement()
                    .asString()
                    .contains("'stranger lost'");
                assertThat(world.events("well", "StatusLineDropped"))
                    .singleElement()
                    .asString()
                    .contains("status.pods: 'nonsense'");
              });
      assertThat(world.status("well").orElseThrow().budget())
          .satisfies(
              budget ->
                  assertThat(budget == null ? List.of() : budget.windows().getFirst().holders())
                      .contains("stranger lost"));
      world.server.kubectl("delete", "mep", "well", "-n", "ai-workloads");
    }
  }

  @Test
  void aNamespaceWithoutRoomForServicesKeepsNobodyFromCalling() {
    world.apply(
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none, namespace: ai-workloads}
        spec: {hard: {services: "0"}}
        """);
    // Fills in the quota's status, as the quota controller of a whole cluster does.
    world.server.kubectl(
        "patch",
        "resourcequota",
        "none",
        "-n",
        "ai-workloads",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"hard\":{\"services\":\"0\"},\"used\":{\"services\":\"0\"}}}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                world
                    .server
                    .kubectl(
                        "create",
                        "service",
                        "clusterip",
                        "any",
                        "--tcp=80",
                        "-n",
                        "ai-workloads",
                        "--dry-run=server")
                    .errors()
                    .contains("quota"));
    try (var first = world.operator()) {
      world.applyEndpoint("cramped", "costBudget: {daily: \"1.00\"}");
      awaitState("cramped", "ServiceReady", "False/ApiServerRefused");
      awaitState("cramped", "Ready", "True/Ready");
      assertThat(world.condition("cramped", "ServiceReady").orElseThrow().getMessage())
          .contains("services \"model-cramped\" is forbidden", "quota");
      assertThat(first.controlPort()).isPositive();
    }
    try (var second = world.operator();
        var control = HolderClient.of(second)) {
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> {
                var answer = control.sync(gateway, request("cramped"));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(byName(HolderClient.answer(answer)).get("cramped"))
                    .isNotNull()
                    .satisfies(
                        each -> {
                          assertThat(each.ready()).isTrue();
                          assertThat(each.windows()).isNotEmpty();
                        });
              });
      world.server.kubectl("delete", "resourcequota", "none", "-n", "ai-workloads");
      // The refused write is tried again without an event that would trigger it.
      awaitState("cramped", "ServiceReady", "True/Owned");
    }
  }

  @Test
  void aLedgerThatCannotBeWrittenIsToldAndTheOthersAreAnswered() {
    try (var operator = world.operator();
        var control = HolderClient.of(operator)) {
      world.applyEndpoint("stuck", "costBudget: {daily: \"100.00\"}");
      world.applyEndpoint("fine", "costBudget: {daily: \"100.00\"}");
      for (var each : List.of("stuck", "fine")) {
        awaitState(each, "LedgerReady", "True/Kept");
        awaitState(each, "BudgetAvailable", "True/Available");
      }
      world.apply(
          """
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingAdmissionPolicy
          metadata: {name: no-commits}
          spec:
            matchConstraints:
              resourceRules:
                - apiGroups: [ai.kernelpanic09.io]
                  apiVersions: [v1alpha1]
                  operations: [UPDATE]
                  resources: [modelendpoints/status]
            validations:
              - expression: >-
                  object.metadata.name != 'stuck'
                  || object.status.budget.commitId == oldObject.status.budget.commitId
                message: no commits today
          ---
          apiVersion: admissionregistration.k8s.io/v1
          kind: ValidatingAdmissionPolicyBinding
          metadata: {name: no-commits}
          spec: {policyName: no-commits, validationActions: [Deny]}
          """);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () -> {
                var response = control.sync(gateway, request("stuck", "fine"));
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                var answer = HolderClient.answer(response);
                assertThat(byName(answer)).containsOnlyKeys("fine");
                assertThat(answer.unanswered())
                    .singleElement()
                    .satisfies(
                        each -> {
                          assertThat(each.endpoint().name()).isEqualTo("stuck");
                          assertThat(each.reason()).isEqualTo("Unavailable");
                          assertThat(each.message()).contains("no commits today");
                        });
              });
      // One that asks for the sick endpoint alone learns the same, so that it goes on asking for
      // its other endpoints as often as before.
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                var response = control.sync(gateway, request("stuck"));
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(HolderClient.answer(response).unanswered())
                    .singleElement()
                    .satisfies(each -> assertThat(each.message()).contains("no commits today"));
                assertThat(world.state("stuck", "LedgerReady"))
                    .isEqualTo("False/LedgerUnavailable");
              });
      assertThat(world.condition("stuck", "Ready").orElseThrow().getMessage())
          .contains("no commits today");

      world.server.kubectl("delete", "validatingadmissionpolicybinding", "no-commits");

      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .until(
              () ->
                  byName(HolderClient.answer(control.sync(gateway, request("stuck"))))
                      .containsKey("stuck"));
      awaitState("stuck", "LedgerReady", "True/Kept");
      awaitState("stuck", "Ready", "True/Ready");
    }
  }
}
