package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.UsageStatus;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.UsageTotals;
import ai.kernelpanic09.core.protocol.WindowReport;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlTest {

  private static final String NAME = "ai-workloads/claude";

  private final World world = new World();
  private final OperatorProcess operator = world.operatorWithWebhook();
  private final HolderClient control = HolderClient.of(operator);
  private Pod pod = new Pod();
  private String token = "";

  @BeforeAll
  void anEndpointAndAnInjectedPod() {
    world.server.createNamespace("elsewhere");
    world.applyEndpoint(
        "claude",
        "costBudget: {daily: \"10.00\", monthly: \"200.00\"}",
        "rateLimit: {requestsPerMinute: 60}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("claude", "BudgetAvailable").equals("True/Available"));
    pod =
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> world.pod("ai-workloads", "app", "claude"), each -> true);
    token = world.token(pod, Names.CONTROL_AUDIENCE);
  }

  @AfterAll
  void stop() {
    control.close();
    operator.close();
    world.close();
  }

  @Test
  void theWebhookInjectsThroughTheApiServer() {
    var containers =
        pod.getSpec().getContainers().size() + pod.getSpec().getInitContainers().size();

    assertThat(containers).isEqualTo(2);
    assertThat(pod.getMetadata().getAnnotations()).containsKey("ai.kernelpanic09.io/sidecar-proof");
  }

  @Test
  void aSidecarGetsLeaseRateLimitsAndCredentials() {
    var endpoint = control.served(token, NAME);
    var answer = HolderClient.answer(control.sync(token, HolderClient.request(NAME, 1)));

    assertThat(answer.seq()).isEqualTo(1);
    assertThat(answer.epoch()).isPositive();
    assertThat(endpoint.ready()).isTrue();
    assertThat(endpoint.windows())
        .singleElement()
        .satisfies(
            window -> assertThat(window.granted()).isGreaterThanOrEqualTo(Money.parse("0.01")));
    assertThat(endpoint.requests())
        .satisfies(grant -> assertThat(grant == null ? 0 : grant.amount()).isEqualTo(1));
    assertThat(endpoint.limits()).isNotNull();
    assertThat(endpoint.credentials()).isNotNull();
  }

  @Test
  void whatASidecarReportsStandsInTheStatusToTheLastDigit() {
    var reporter = world.pod("ai-workloads", "reporter", "claude");
    var own = world.token(reporter, Names.CONTROL_AUDIENCE);
    var granted = control.lease(own, NAME);
    control.spend(own, NAME, 2, granted, Money.parse("0.000000307"));

    assertThat(world.status("claude").map(ModelEndpointStatus::usage))
        .map(UsageStatus::costTotal)
        .hasValue(Money.parse("0.000000307"));
    assertThat(World.metrics(operator))
        .contains(
            "k8s_ai_operator_bedrock_invocation_cost_dollars_total{endpoint=\"claude\",namespace=\"ai-workloads\"}"
                + " 3.07E-7")
        .contains("k8s_ai_operator_bedrock_endpoint_available")
        .containsPattern("vertx_http_server_response_time_seconds_count\\{code=\"200\"");
    assertThat(world.endpoint("claude").getStatus().spenders())
        .extracting(each -> each.workload())
        .contains("Pod/reporter");
  }

  @Test
  void howeverManyAskASessionIsTakenOnce() {
    control.sync(token, HolderClient.request(NAME, 100));
    var before = sessionsTaken();
    for (var seq = 101; seq < 130; seq++) {
      control.sync(token, HolderClient.request(NAME, seq));
    }
    assertThat(before).isPositive();
    // Reconciliations of other endpoints may start a few sessions meanwhile, but not one for each
    // request.
    assertThat(sessionsTaken()).isLessThan(before + 10);
  }

  private long sessionsTaken() {
    return world.simulator.bill().calls().stream()
        .filter(call -> call.operation().name().equals("AssumeRole"))
        .count();
  }

  @Test
  void aBudgetThatComesToAThresholdIsTold() {
    world.applyEndpoint("small", "costBudget: {daily: \"0.02\"}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("small", "BudgetAvailable").equals("True/Available"));
    var spender = world.token(spenderPod(), Names.CONTROL_AUDIENCE);
    var small = "ai-workloads/small";
    var granted = control.lease(spender, small);
    control.spend(spender, small, 2, granted, granted.granted());
    control.spend(spender, small, 3, granted, granted.granted());

    var told =
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> world.events("small", "BudgetThresholdReached"), each -> !each.isEmpty());
    assertThat(told)
        .singleElement()
        .satisfies(
            message -> assertThat(message).contains("of the daily budget of", "of 0.02 dollars"));
  }

  @Test
  void aSidecarThatKeepsCallsBackShowsInAConditionAndAnEvent() {
    world.applyEndpoint("flaky");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("flaky", "ModelAnswering").equals("True/Answering"));
    var pod =
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> world.pod("ai-workloads", "kept-back", "flaky"), each -> true);
    var request = HolderClient.request("ai-workloads/flaky", 1);
    var open =
        new SyncRequest(
            request.protocol(),
            request.version(),
            request.incarnation(),
            request.seq(),
            List.of(request.endpoints().getFirst().withCircuitOpen(true)));
    assertThat(control.sync(world.token(pod, Names.CONTROL_AUDIENCE), open).statusCode())
        .isEqualTo(200);

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("flaky", "ModelAnswering").equals("False/ModelFailing"));
    assertThat(world.state("flaky", "Ready")).isEqualTo("True/Ready");
    assertThat(
            await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> world.events("flaky", "ModelFailing"), each -> !each.isEmpty()))
        .singleElement()
        .satisfies(message -> assertThat(message).contains("ModelAnswering", "refuse the others"));
  }

  private Pod spenderPod() {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> world.pod("ai-workloads", "spender", "small"), each -> true);
  }

  @Test
  void aPodMayUseTheFallbacksOfItsEndpointToo() {
    world.applyEndpoint("stand-in");
    world.applyEndpoint("careful", "fallbacks: [stand-in]");
    for (var name : new String[] {"stand-in", "careful"}) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> world.state(name, "Ready").startsWith("True"));
    }
    var careful =
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> world.pod("ai-workloads", "careful-app", "careful"), each -> true);
    var own = world.token(careful, Names.CONTROL_AUDIENCE);

    var answer =
        HolderClient.answer(control.sync(own, HolderClient.request("ai-workloads/careful", 1)));
    assertThat(answer.endpoints().getFirst().limits())
        .satisfies(
            limits -> assertThat(limits == null ? null : limits.fallbacks()).contains("stand-in"));
    assertThat(control.sync(own, HolderClient.request("ai-workloads/stand-in", 2)).statusCode())
        .isEqualTo(200);
    assertThat(control.sync(own, HolderClient.request(NAME, 3)).statusCode()).isEqualTo(403);
  }

  @Test
  void aTokenOfAnotherAudienceIsNoToken() {
    var other = world.token(pod, "https://kubernetes.default.svc.cluster.local");

    assertThat(control.sync(other, HolderClient.request(NAME, 1)).statusCode()).isEqualTo(401);
    assertThat(control.sync("rubbish", HolderClient.request(NAME, 1)).statusCode()).isEqualTo(401);
  }

  @Test
  void aPodBuiltByHandIsNotBelieved() {
    // It has no label yet, so that this cluster's webhooks don't see it.
    var forged =
        world
            .client
            .pods()
            .inNamespace("ai-workloads")
            .resource(
                new PodBuilder()
                    .withNewMetadata()
                    .withName("forged")
                    .endMetadata()
                    .withNewSpec()
                    .addNewContainer()
                    .withName("k8s-ai-sidecar")
                    .withImage(World.IMAGE)
                    .endContainer()
                    .endSpec()
                    .build())
            .create();
    var unlabelled =
        control.sync(world.token(forged, Names.CONTROL_AUDIENCE), HolderClient.request(NAME, 1));
    var refused =
        world.server.kubectl(
            "label", "pod", "forged", "-n", "ai-workloads", Keys.MODEL_ENDPOINT + "=claude");
    labelBesideTheGuard("forged");
    var labelled =
        control.sync(world.token(forged, Names.CONTROL_AUDIENCE), HolderClient.request(NAME, 1));

    assertThat(unlabelled.statusCode()).isEqualTo(403);
    assertThat(unlabelled.body()).contains("LabelMissing");
    assertThat(refused.errors()).contains("can't be added");
    assertThat(labelled.statusCode()).isEqualTo(403);
    assertThat(labelled.body()).contains("ProofInvalid");
  }

  @Test
  void theRenderingOfADryRunIsNotBelieved() {
    var rendered =
        world
            .client
            .pods()
            .inNamespace("ai-workloads")
            .resource(labelledPod("copy"))
            .dryRun()
            .create();
    var proof = rendered.getMetadata().getAnnotations().get(Keys.SIDECAR_PROOF);
    var copy =
        new PodBuilder(rendered)
            .withNewMetadata()
            .withName("copy")
            .addToAnnotations(Keys.SIDECAR_PROOF, proof)
            .endMetadata()
            .withStatus(null)
            .build();
    world.client.pods().inNamespace("ai-workloads").resource(copy).create();
    labelBesideTheGuard("copy");
    var stored = world.client.pods().inNamespace("ai-workloads").withName("copy").get();

    var answer =
        control.sync(world.token(stored, Names.CONTROL_AUDIENCE), HolderClient.request(NAME, 1));

    assertThat(proof).isNotEmpty();
    assertThat(stored.getMetadata().getLabels()).containsKey(Keys.MODEL_ENDPOINT);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("ProofInvalid");
  }

  private static Pod labelledPod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels(Keys.MODEL_ENDPOINT, "claude")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("app:1")
        .endContainer()
        .endSpec()
        .build();
  }

  /** As a kubelet could, which no webhook guards. */
  private void labelBesideTheGuard(String pod) {
    var patched =
        world.server.kubectl(
            "patch",
            "pod",
            pod,
            "-n",
            "ai-workloads",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"metadata\":{\"labels\":{\"" + Keys.MODEL_ENDPOINT + "\":\"claude\"}}}");
    assertThat(patched.exitCode()).as(patched.errors()).isZero();
  }

  @Test
  void anotherNamespacesEndpointIsRefused() {
    var stranger = world.pod("elsewhere", "stranger", "ai-workloads.claude");

    var answer =
        control.sync(world.token(stranger, Names.CONTROL_AUDIENCE), HolderClient.request(NAME, 1));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("EndpointNotAllowed");
  }

  @Test
  void eachNamespaceGetsASessionOfItsOwnForAQuarterOfAnHour() {
    world.applyEndpoint("shared", "allowedNamespaces: [elsewhere]");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("shared", "Ready").startsWith("True"));
    var own = session(world.pod("ai-workloads", "sharer", "shared"));
    var guests = session(world.pod("elsewhere", "guest", "ai-workloads.shared"));

    assertThat(guests.accessKeyId()).isNotEqualTo(own.accessKeyId());
    assertThat(session(world.pod("elsewhere", "second-guest", "ai-workloads.shared")).id())
        .isEqualTo(guests.id());
    assertThat(List.of(own.expiresInMillis(), guests.expiresInMillis()))
        .allMatch(millis -> millis > 300_000 && millis <= 900_000);
  }

  private SessionCredentials session(Pod holder) {
    var token = world.token(holder, Names.CONTROL_AUDIENCE);
    return Objects.requireNonNull(control.served(token, "ai-workloads/shared").credentials());
  }

  @Test
  void badRequestsNameTheField() {
    assertThat(control.post("sync", token, "{").statusCode()).isEqualTo(400);
    assertThat(control.post("sync", token, "{\"protocol\":9}").statusCode()).isEqualTo(409);
    var negative =
        HolderClient.write(HolderClient.request(NAME, 1))
            .replace("\"waiting\":1", "\"waiting\":-1");
    var answer = control.post("sync", token, negative);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("endpoints");
  }

  @ParameterizedTest
  @ValueSource(ints = {262_145, 300_000, 4_000_000})
  void whoSendsTooMuchReadsThatItIsTooMuch(int bytes) {
    // Ten times, because a connection that is closed too early only sometimes loses the answer.
    for (var i = 0; i < 10; i++) {
      assertThat(control.post("sync", token, "x".repeat(bytes)).statusCode()).isEqualTo(413);
    }
  }

  @Test
  void whoProvesNothingIsRefusedBeforeItsBodyIsRead() throws IOException {
    try (var socket = control.socket()) {
      socket
          .getOutputStream()
          .write(
              ("POST /control/v1/sync HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer rubbish\r\n"
                      + "Content-Length: 200000\r\n\r\n{")
                  .getBytes(StandardCharsets.US_ASCII));

      var first = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

      assertThat(first).isEqualTo("HTTP/1.1 401");
    }
  }

  @Test
  void theLedgerOfAForeignEndpointTellsNothing() {
    var stranger = world.pod("elsewhere", "curious", "ai-workloads.claude");
    var day = LocalDate.now(ZoneOffset.UTC).toEpochDay();
    var report =
        new WindowReport(
            day, "first", Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, UsageTotals.ZERO);

    var answer =
        control.sync(
            world.token(stranger, Names.CONTROL_AUDIENCE), HolderClient.request(NAME, 1, report));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("remaining").doesNotContain("windows");
  }

  @Test
  void aSidecarMayNotUseAnEndpointThatTheGatewayServes() {
    world.applyEndpoint("central", "mode: Gateway");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("central", "Ready").equals("True/Ready"));
    var labelled = world.pod("ai-workloads", "both", "claude", "central");
    var own = world.token(labelled, Names.CONTROL_AUDIENCE);

    var refused = control.sync(own, HolderClient.request("ai-workloads/central", 1));

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("EndpointNotAllowed");
    assertThat(control.sync(own, HolderClient.request(NAME, 2)).statusCode()).isEqualTo(200);
  }

  @Test
  void theGatewayProvesItsCallersByTheirAddressOrToken() {
    var own = world.gatewayToken();
    world.plainPod("ai-workloads", "caller", "default", "10.1.0.2");
    world.plainPod("elsewhere", "foreigner", "default", "10.1.0.3");

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(authorize(own, "10.1.0.2"))
                  .contains("\"allowed\":true")
                  .contains("Pod/caller");
              assertThat(authorize(own, "10.1.0.3"))
                  .contains("\"allowed\":false")
                  .contains("NotAllowed");
            });
    assertThat(authorize(own, "10.9.9.9")).contains("\"allowed\":false").contains("bearer");
    assertThat(authorize(token, "10.1.0.2")).contains("NotGateway");
    var meshed = world.plainPod("ai-workloads", "meshed", "default", "10.1.0.4");
    assertThat(authorizeToken(own, world.token(meshed, Names.GATEWAY_AUDIENCE)))
        .contains("\"allowed\":true")
        .contains("Pod/meshed");
    assertThat(authorizeToken(own, world.token(meshed, Names.CONTROL_AUDIENCE)))
        .as("from before the gateway had an audience")
        .contains("\"allowed\":true");
    assertThat(authorizeToken(own, world.token(meshed, "vault")))
        .contains("\"allowed\":false")
        .contains(Names.GATEWAY_AUDIENCE);
    assertThat(
            control
                .sync(world.token(pod, Names.GATEWAY_AUDIENCE), HolderClient.request(NAME, 9))
                .statusCode())
        .as("no sidecar proves itself by it")
        .isEqualTo(401);
    var synced = HolderClient.answer(control.sync(own, HolderClient.request(NAME, 1)));
    assertThat(synced.endpoints().getFirst().ready()).isTrue();
    world.applyEndpoint("served", "mode: Gateway");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("served", "Ready").equals("True/Ready"));
    assertThat(control.sync(own, HolderClient.request("ai-workloads/served", 2)).statusCode())
        .isEqualTo(200);
  }

  private String authorize(String bearer, String address) {
    return authorize(bearer, new CallerCheck(EndpointName.parse(NAME), null, address));
  }

  private String authorizeToken(String bearer, String callers) {
    return authorize(bearer, new CallerCheck(EndpointName.parse(NAME), callers, null));
  }

  private String authorize(String bearer, CallerCheck check) {
    return control.post("authorize", bearer, HolderClient.write(check)).body();
  }
}
