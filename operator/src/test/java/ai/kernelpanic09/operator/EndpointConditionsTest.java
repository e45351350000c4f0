package ai.kernelpanic09.operator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.ledger.EstimateSettlement;
import ai.kernelpanic09.core.ledger.Reset;
import ai.kernelpanic09.core.money.Money;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which an endpoint can be out of order, and the conditions that tell it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointConditionsTest {

  private static final String ACCOUNT = "arn:aws:iam::123456789012:role/";
  private static final String PROFILE_ONLY = "anthropic.claude-haiku-4-5-20251001-v1:0";

  private final World world = new World();
  private final OperatorProcess operator = world.operator();
  private final HolderClient control = HolderClient.of(operator);
  private String gateway = "";

  /**
   * An endpoint that is out of order.
   *
   * @param state state of the condition
   * @param ready state of condition Ready
   * @param message text that the condition's message must contain
   */
  record Case(
      String name,
      String condition,
      String state,
      String ready,
      String message,
      List<String> spec) {

    static Case of(String name, String condition, String state, String message, String... spec) {
      var failing = state.startsWith("False");
      return new Case(
          name, condition, state, failing ? state : "True/Ready", message, List.of(spec));
    }

    @Override
    public String toString() {
      return name + " is " + condition + "=" + state;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        Case.of(
            "absent-role",
            "RoleAssumable",
            "False/AccessDenied",
            "sts:AssumeRole",
            "irsaRoleArn: " + ACCOUNT + "bedrock-absent"),
        Case.of(
            "foreign-role",
            "RoleAssumable",
            "False/RoleNotAllowed",
            "allowed-role-arns",
            "irsaRoleArn: " + ACCOUNT + "finance-admin"),
        Case.of(
            "no-such-model",
            "ModelReachable",
            "False/ModelNotFound",
            "anthropic.claude-99-v1:0",
            "modelId: anthropic.claude-99-v1:0"),
        Case.of(
            "no-such-profile",
            "ModelReachable",
            "False/ModelNotFound",
            "us.anthropic.claude-99-v1:0",
            "modelId: us.anthropic.claude-99-v1:0"),
        Case.of(
            "no-agreement",
            "ModelReachable",
            "False/AgreementMissing",
            "123456789012",
            "modelId: amazon.nova-micro-v1:0"),
        Case.of(
            "no-profile",
            "ModelReachable",
            "False/ProfileRequired",
            "name a profile",
            "modelId: arn:aws:bedrock:us-east-1::foundation-model/" + PROFILE_ONLY),
        Case.of(
            "unseen-model",
            "ModelReachable",
            "Unknown/CheckNotPermitted",
            "may not look",
            "irsaRoleArn: " + ACCOUNT + "bedrock-blind",
            "modelId: " + PROFILE_ONLY),
        Case.of(
            "foreign-url",
            "ModelReachable",
            "False/EndpointUrlNotAllowed",
            "spec.endpointUrl: must be Bedrock's runtime in region us-east-1",
            "endpointUrl: https://models.example.com"),
        Case.of(
            "unpriced",
            "Priced",
            "False/UnknownModelPrice",
            "spec.pricing",
            "modelId: arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghij12"),
        Case.of(
            "extended-access",
            "Priced",
            "False/PriceEnded",
            "held until 2026-09-04",
            "modelId: us.anthropic.claude-opus-4-1-20250805-v1:0"),
        Case.of(
            "lowered-price",
            "Priced",
            "False/UnknownModelPrice",
            "pricing",
            "pricing: {input: \"0.01\", output: \"0.01\"}"),
        Case.of(
            "no-policy",
            "GuardrailSynced",
            "False/PolicyNotFound",
            "missing-policy",
            "guardrailPolicyRef: missing-policy"),
        Case.of(
            "slow-policy",
            "GuardrailSynced",
            "False/Syncing",
            "",
            "guardrailPolicyRef: slow-policy"),
        Case.of(
            "denied-policy",
            "GuardrailSynced",
            "False/PermissionMissing",
            "bedrock:",
            "irsaRoleArn: " + ACCOUNT + "bedrock-blind",
            "modelId: " + PROFILE_ONLY,
            "guardrailPolicyRef: denied-policy"),
        new Case(
            "taken-service",
            "ServiceReady",
            "False/ServiceConflict",
            "True/Ready",
            "model-taken-service",
            List.of()));
  }

  @BeforeAll
  void applyAll() {
    world.server.kubectl(
        "annotate",
        "namespace",
        "ai-workloads",
        "ai.kernelpanic09.io/allowed-role-arns=" + ACCOUNT + "bedrock-*");
    world.role(ACCOUNT + "bedrock-blind", "bedrock:InvokeModel");
    world.role(ACCOUNT + "finance-admin", "bedrock:*");
    world.simulator.control(
        "POST",
        "agreements",
        """
        {"account":"123456789012","modelId":"amazon.nova-micro-v1:0","agreement":"NOT_AVAILABLE"}\
        """);
    world.simulator.control("POST", "guardrails", "{\"readyAfterMillis\":600000}");
    for (var policy : List.of("slow-policy", "denied-policy")) {
      world.apply(
          """
          apiVersion: ai.kernelpanic09.io/v1alpha1
          kind: GuardrailPolicy
          metadata: {name: %s}
          spec: {wordPolicy: {words: [{text: secret}]}}
          """
              .formatted(policy));
    }
    world.client.services().inNamespace("ai-workloads").resource(foreignService()).create();
    gateway = world.gatewayToken();
    cases().forEach(each -> world.applyEndpoint(each.name(), each.spec().toArray(String[]::new)));
  }

  @AfterAll
  void stop() {
    control.close();
    operator.close();
    world.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theConditionSaysWhatIsWrongAndReadySaysItFirst(Case each) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(world.state(each.name(), each.condition())).isEqualTo(each.state());
              assertThat(world.state(each.name(), "Ready")).isEqualTo(each.ready());
            });
    var condition = world.condition(each.name(), each.condition()).orElseThrow();
    var ready = world.condition(each.name(), "Ready").orElseThrow();
    assertThat(condition.getMessage()).contains(each.message());
    assertThat(condition.getObservedGeneration()).isEqualTo(1);
    if (each.ready().startsWith("False")) {
      assertThat(ready.getMessage()).startsWith(each.condition() + ": ");
      assertThat(world.status(each.name()).orElseThrow().available()).isFalse();
    }
  }

  @Test
  void aSpecThatCameInPastTheWebhookIsNotReady() {
    world.applyEndpoint("round", "fallbacks: [circle]");
    world.applyEndpoint("circle", "fallbacks: [round]");

    awaitState("circle", "Ready", "False/Invalid");
    assertThat(world.condition("circle", "Ready").orElseThrow().getMessage())
        .isEqualTo("spec.fallbacks[0]: leads back to this endpoint: circle → round → circle");
    assertThat(world.state("circle", "ModelReachable")).startsWith("True/");
  }

  @Test
  void aForeignServiceIsLeftAsItIs() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> world.state("taken-service", "ServiceReady").equals("False/ServiceConflict"));

    var service = serviceOf("taken-service");
    assertThat(service.getSpec().getExternalName()).isEqualTo("example.com");
    assertThat(service.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(world.status("taken-service").orElseThrow().url()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patch service model-%s --type=merge -p {\"spec\":{\"externalName\":\"evil.example.com\"}}",
        "patch service model-%s --type=merge"
            + " -p {\"metadata\":{\"labels\":null,\"ownerReferences\":null}}",
        "patch service model-%s --type=merge"
            + " -p {\"spec\":{\"type\":\"ClusterIP\",\"selector\":{\"app\":\"impostor\"}}}",
        "delete service model-%s",
        "replace -f %s"
      })
  void aServiceThatSomebodyChangesIsPutRightAndTold(String change, @TempDir Path folder)
      throws IOException {
    var name = "changed" + Math.abs(change.hashCode() % 10_000);
    world.applyEndpoint(name);
    awaitState(name, "ServiceReady", "True/Owned");
    var impostor = folder.resolve("impostor.yaml");
    Files.writeString(
        impostor,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: model-%s, namespace: ai-workloads}
        spec: {clusterIP: None, selector: {app: impostor}, ports: [{port: 8090}]}
        """
            .formatted(name));

    var changed =
        world.server.kubectl(
            Stream.concat(
                    Stream.of("-n", "ai-workloads"),
                    Arrays.stream(
                        change
                            .formatted(change.startsWith("replace") ? impostor : name)
                            .split(" ")))
                .toArray(String[]::new));

    assertThat(changed.exitCode()).as(changed.errors()).isZero();
    // At once: without the watch it would take five minutes.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(serviceOf(name))
                    .satisfies(
                        service -> {
                          assertThat(service.getSpec().getType()).isEqualTo("ExternalName");
                          assertThat(service.getSpec().getExternalName())
                              .isEqualTo("k8s-ai-gateway.ai-operator-system.svc.cluster.local");
                          assertThat(service.getMetadata().getOwnerReferences()).hasSize(1);
                        }));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(world.events(name, "ServicePutRight"))
                    .singleElement()
                    .asString()
                    .startsWith("Service model-" + name));
    assertThat(world.state(name, "Ready")).isEqualTo("True/Ready");
    assertThat(world.status(name).orElseThrow().service()).isEqualTo("model-" + name);
  }

  @Test
  void aSpentDayMakesTheEndpointUnavailableAndNotBroken() {
    world.applyEndpoint("daily", "costBudget: {daily: \"0.02\", monthly: \"5.00\"}");
    spend("daily", "0.02");

    awaitState("daily", "BudgetAvailable", "False/DailyExhausted");
    assertThat(world.state("daily", "Ready")).isEqualTo("True/Ready");
    assertThat(world.status("daily").orElseThrow().available()).isFalse();
  }

  @Test
  void aResetBudgetIsAvailableAgainAndItIsWrittenDownWhoOrderedIt() {
    world.applyEndpoint("forgiven", "costBudget: {daily: \"0.02\", monthly: \"5.00\"}");
    spend("forgiven", "0.02");
    awaitState("forgiven", "BudgetAvailable", "False/DailyExhausted");
    var endpoints =
        world
            .client
            .resources(ModelEndpoint.class)
            .inNamespace("ai-workloads")
            .withName("forgiven");
    var uid = endpoints.get().getMetadata().getUid();
    var order =
        "{\"id\":\"%s\",\"uid\":\"%s\",\"at\":\"%s\",\"by\":\"alice\",\"budget\":\"daily\",\"reason\":\"load"
            + " test\"}";

    // Orders for another object, or from an hour ago, as a restored backup brings them back, are
    // ignored.
    annotate(endpoints, Keys.BUDGET_RESET, order.formatted("r0", "another", Instant.now()));
    annotate(
        endpoints,
        Keys.BUDGET_RESET,
        order.formatted("r1", uid, Instant.now().minus(Duration.ofHours(1))));
    annotate(endpoints, Keys.BUDGET_RESET, order.formatted("r2", uid, Instant.now()));

    awaitState("forgiven", "BudgetAvailable", "True/Available");
    var status = world.status("forgiven").orElseThrow();
    var budget = requireNonNull(status.budget());
    assertThat(budget.resets())
        .extracting(Reset::id, Reset::by, Reset::amount, Reset::reason)
        .containsExactly(tuple("r2", "alice", Money.parse("0.02"), "load test"));
    assertThat(requireNonNull(budget.daily()).spent()).isEqualTo(Money.parse("0.02"));
    assertThat(status.pods()).singleElement().asString().contains(" 0.02 1 ");
    await()
        .untilAsserted(
            () ->
                assertThat(world.client.v1().events().inNamespace("ai-workloads").list().getItems())
                    .anySatisfy(
                        event -> {
                          assertThat(event.getReason()).isEqualTo("BudgetReset");
                          assertThat(event.getMessage()).contains("by order of alice: load test");
                        }));
  }

  @Test
  void aSettledDayIsAvailableAgainAndItIsWrittenDownWhoOrderedIt() {
    world.applyEndpoint("settled", "costBudget: {daily: \"0.02\", monthly: \"5.00\"}");
    awaitState("settled", "Ready", "True/Ready");
    var granted = control.lease(gateway, "ai-workloads/settled");
    control.spend(
        gateway, "ai-workloads/settled", 2, granted, Money.parse("0.02"), Money.parse("0.015"));
    awaitState("settled", "BudgetAvailable", "False/DailyExhausted");
    var endpoints =
        world.client.resources(ModelEndpoint.class).inNamespace("ai-workloads").withName("settled");
    var uid = endpoints.get().getMetadata().getUid();
    var day =
        requireNonNull(world.status("settled").orElseThrow().budget()).windows().getFirst().id();
    var order =
        "{\"id\":\"%s\",\"uid\":\"%s\",\"at\":\"%s\",\"by\":\"alice\",\"window\":\"%s\",\"resolved\":\"%s\",\"billed\":\"0.001\",\"reason\":\"logs\"}";

    annotate(
        endpoints, Keys.BUDGET_SETTLEMENT, order.formatted("s1", uid, Instant.now(), day, "0.016"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.events("settled", "SettlementRefused")).hasSize(1));
    annotate(
        endpoints, Keys.BUDGET_SETTLEMENT, order.formatted("s2", uid, Instant.now(), day, "0.015"));

    awaitState("settled", "BudgetAvailable", "True/Available");
    var budget = requireNonNull(world.status("settled").orElseThrow().budget());
    assertThat(requireNonNull(budget.daily()).spent()).isEqualTo(Money.parse("0.02"));
    assertThat(requireNonNull(budget.daily()).unbilled()).isEqualTo(Money.parse("0.014"));
    assertThat(requireNonNull(budget.daily()).estimated()).isNull();
    assertThat(budget.settlements())
        .extracting(EstimateSettlement::id, each -> each.refused() == null)
        .containsExactly(tuple("s1", false), tuple("s2", true));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(world.events("settled", "EstimatesSettled"))
                    .singleElement()
                    .asString()
                    .contains("booked at 0.015 dollars have cost 0.001")
                    .contains("by order of alice: logs"));
  }

  private static void annotate(Resource<ModelEndpoint> endpoint, String key, String order) {
    endpoint.edit(
        each -> {
          each.getMetadata().setAnnotations(Map.of(key, order));
          return each;
        });
  }

  @Test
  void aSpentMonthIsToldBeforeASpentDay() {
    world.applyEndpoint("monthly", "costBudget: {daily: \"0.02\", monthly: \"0.02\"}");
    spend("monthly", "0.02");

    awaitState("monthly", "BudgetAvailable", "False/MonthlyExhausted");
  }

  @Test
  void aSpentBudgetThatOnlyWarnsStaysAvailable() {
    world.applyEndpoint(
        "warned", "costBudget: {daily: \"0.02\", monthly: \"5.00\", onExceeded: Warn}");
    spend("warned", "0.02");

    awaitState("warned", "BudgetAvailable", "True/DailyExhausted");
    assertThat(world.status("warned").orElseThrow().available()).isTrue();
  }

  @Test
  void aBudgetLoweredBelowWhatIsLeasedIsOvercommitted() {
    world.applyEndpoint("lowered", "costBudget: {daily: \"1.00\", monthly: \"5.00\"}");
    spend("lowered", "0.00");
    var leased = world.status("lowered").orElseThrow().budget();
    assertThat(leased).isNotNull();

    world.applyEndpoint("lowered", "costBudget: {daily: \"0.001\", monthly: \"5.00\"}");

    awaitState("lowered", "BudgetAvailable", "False/BudgetOvercommitted");
    assertThat(world.state("lowered", "Ready")).isEqualTo("True/Ready");
  }

  @Test
  void aMendedEndpointBecomesReadyAndAnEventSaysSo() {
    world.applyEndpoint("mended", "irsaRoleArn: " + ACCOUNT + "bedrock-late");
    awaitState("mended", "Ready", "False/AccessDenied");

    world.role(ACCOUNT + "bedrock-late", "bedrock:*");

    awaitState("mended", "Ready", "True/Ready");
    var events =
        world.client.v1().events().inNamespace("ai-workloads").list().getItems().stream()
            .filter(each -> each.getInvolvedObject().getName().equals("mended"))
            .map(each -> each.getType() + "/" + each.getReason())
            .toList();
    assertThat(events).contains("Warning/AccessDenied", "Normal/Ready");
  }

  /** Takes a lease as the gateway does, and reports {@code dollars} of it as spent. */
  private void spend(String endpoint, String dollars) {
    awaitState(endpoint, "Ready", "True/Ready");
    var name = "ai-workloads/" + endpoint;
    var granted = control.lease(gateway, name);
    assertThat(control.spend(gateway, name, 2, granted, Money.parse(dollars)).statusCode())
        .isEqualTo(200);
  }

  private void awaitState(String endpoint, String condition, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state(endpoint, condition)).isEqualTo(state));
  }

  private Service serviceOf(String endpoint) {
    return world.client.services().inNamespace("ai-workloads").withName("model-" + endpoint).get();
  }

  private static Service foreignService() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("model-taken-service")
        .endMetadata()
        .withNewSpec()
        .withType("ExternalName")
        .withExternalName("example.com")
        .endSpec()
        .build();
  }
}
