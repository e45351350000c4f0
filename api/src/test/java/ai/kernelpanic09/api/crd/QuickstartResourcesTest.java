package ai.kernelpanic09.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.testing.ApiServer;
import ai.kernelpanic09.core.ledger.BudgetStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.ledger.UsageStatus;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.Mode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QuickstartResourcesTest {

  private static final String QUICKSTART = Path.of("..", "examples", "quickstart.yaml").toString();

  private static ApiServer server;

  @BeforeAll
  static void applyTheQuickstart() {
    server = ApiServer.start();
    server.installCrds();
    server.createNamespace("ai-workloads");
    var applied = server.kubectl("apply", "-f", QUICKSTART);
    assertThat(applied.errors()).isEmpty();
    assertThat(applied.text().lines())
        .containsExactly(
            "guardrailpolicy.ai.kernelpanic09.io/pii-and-safety created",
            "modelendpoint.ai.kernelpanic09.io/claude-haiku created",
            "prompttemplate.ai.kernelpanic09.io/code-review created");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void itAppliesOnTheServerSideTooAndTwice() {
    for (var round = 0; round < 2; round++) {
      var applied =
          server.kubectl(
              "apply",
              "--server-side",
              "--force-conflicts",
              "--field-manager=gitops",
              "-f",
              QUICKSTART);

      assertThat(applied.errors()).isEmpty();
      assertThat(applied.exitCode()).isZero();
    }
  }

  @Test
  void anEndpointHasItsColumnsAndExactlyZeroAtFirst() {
    var endpoint = endpoint();
    endpoint.setStatus(
        ModelEndpointStatus.builder()
            .available(true)
            .usage(new UsageStatus(0, 0, 0, 0, 0, Money.ZERO))
            .budget(
                new BudgetStatus(
                    1,
                    "c1",
                    null,
                    totals(Money.ZERO),
                    0,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of()))
            .build());
    server.client().resource(endpoint).updateStatus();

    var lines = server.kubectl("get", "modelendpoints", "-n", "ai-workloads").text().lines();

    assertThat(lines.map(line -> List.of(line.trim().split(" {2,}"))))
        .containsExactly(
            List.of("NAME", "MODEL", "REGION", "AVAILABLE", "COST/MONTH", "INVOCATIONS"),
            List.of(
                "claude-haiku",
                "anthropic.claude-haiku-4-5-20251001-v1:0",
                "us-east-1",
                "true",
                "0.00",
                "0"));
  }

  @Test
  void theTableHasTheColumnsInOrderAndTheWideOnesAfterThem() throws Exception {
    assertThat(columns("namespaces/ai-workloads/modelendpoints"))
        .containsExactly(
            "Name",
            "Model",
            "Region",
            "Available",
            "Cost/Month",
            "Invocations",
            "Cost/Day wide",
            "Estimated/Day wide",
            "Budget/Month wide",
            "Sidecars wide",
            "Reason wide",
            "Age wide");
    assertThat(columns("namespaces/ai-workloads/prompttemplates"))
        .containsExactly("Name", "Ready", "Endpoint", "Revision", "Age");
    assertThat(columns("guardrailpolicies"))
        .containsExactly("Name", "Ready", "Regions", "Version", "Age");
  }

  @Test
  void shortNamesAndTheCategoryWork() {
    for (var kinds : List.of("mep,pt,grp", "ai")) {
      assertThat(server.kubectl("get", kinds, "-n", "ai-workloads", "-o", "name").text().lines())
          .containsExactlyInAnyOrder(
              "modelendpoint.ai.kernelpanic09.io/claude-haiku",
              "prompttemplate.ai.kernelpanic09.io/code-review",
              "guardrailpolicy.ai.kernelpanic09.io/pii-and-safety");
    }
  }

  @Test
  void theServerSetsTheDefaultsThatTheClassesKnow() {
    var raw =
        server
            .client()
            .genericKubernetesResources("ai.kernelpanic09.io/v1alpha1", "ModelEndpoint")
            .inNamespace("ai-workloads")
            .withName("claude-haiku")
            .get();
    assertThat(raw.<String>get("spec", "mode")).isEqualTo("Sidecar");
    assertThat(raw.<Boolean>get("spec", "checkToolResults")).isFalse();
    assertThat(raw.<String>get("spec", "costBudget", "timeZone")).isEqualTo("UTC");
    assertThat(raw.<String>get("spec", "costBudget", "onExceeded")).isEqualTo("Block");

    var spec = endpoint().getSpec();
    assertThat(spec.mode()).isEqualTo(Mode.SIDECAR);
    assertThat(spec.maxTokens()).isEqualTo(4096);
    assertThat(Objects.requireNonNull(spec.costBudget()).monthlyLimit())
        .isEqualTo(Money.parse("200"));
    var policy =
        server.client().resources(GuardrailPolicy.class).withName("pii-and-safety").get().getSpec();
    assertThat(policy.blockedInputMessaging()).isNotBlank();
    var template =
        server
            .client()
            .resources(PromptTemplate.class)
            .inNamespace("ai-workloads")
            .withName("code-review")
            .get()
            .getSpec();
    assertThat(template.variables())
        .extracting(v -> v.defaultValue())
        .containsExactly(null, "security and correctness");
  }

  private static BudgetView totals(Money spent) {
    return new BudgetView(
        Money.parse("200"),
        spent,
        null,
        Money.ZERO,
        null,
        Money.ZERO,
        null,
        null,
        Money.parse("200").minus(spent),
        "2026-11-01T00:00:00Z",
        "2026-12-01T00:00:00Z");
  }

  private static ModelEndpoint endpoint() {
    return server
        .client()
        .resources(ModelEndpoint.class)
        .inNamespace("ai-workloads")
        .withName("claude-haiku")
        .get();
  }

  private static List<String> columns(String path) throws Exception {
    var config = server.adminConfig();
    var ssl = SSLUtils.sslContext(config);
    try (var http = HttpClient.newBuilder().sslContext(ssl).build()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(server.url() + "/apis/ai.kernelpanic09.io/v1alpha1/" + path))
                  .header("Authorization", "Bearer " + config.getOauthToken())
                  .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
                  .build(),
              BodyHandlers.ofString());
      var names = new ArrayList<String>();
      for (JsonNode column : new ObjectMapper().readTree(answer.body()).path("columnDefinitions")) {
        names.add(
            column.path("name").asText() + (column.path("priority").asInt() == 1 ? " wide" : ""));
      }
      return names;
    }
  }
}
