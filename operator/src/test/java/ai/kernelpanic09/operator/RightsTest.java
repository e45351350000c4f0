package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.ModelEndpointStatus;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The operator's rights are taken away and given back: it then takes up all changes that were made
 * meanwhile. {@code -Drights.seconds=120} sets how long they are away.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsTest {

  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("rights.seconds", 8));

  private final World world = new World();
  private final KubernetesClient client =
      world.server.clientAs(
          "system:serviceaccount:" + World.NAMESPACE + ":k8s-ai-operator",
          "system:serviceaccounts",
          "system:serviceaccounts:" + World.NAMESPACE,
          "system:authenticated");

  @BeforeAll
  void rights() {
    kubectl("apply", "-k", "../config/rbac");
  }

  @AfterAll
  void stop() {
    client.close();
    world.close();
  }

  private void kubectl(String... arguments) {
    var output = world.server.kubectl(arguments);
    assertThat(output.exitCode()).as(output.errors()).isZero();
  }

  private void applyAll(int maxTokens, String filter, String prompt) {
    world.applyEndpoint(
        "claude",
        "maxTokens: " + maxTokens,
        "guardrailPolicyRef: shared",
        "costBudget: {daily: \"1.00\"}");
    world.apply(
        """
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: GuardrailPolicy
        metadata: {name: shared}
        spec:
          contentPolicy:
            filters:
              - {type: HATE, inputStrength: %s, outputStrength: HIGH}
        ---
        apiVersion: ai.kernelpanic09.io/v1alpha1
        kind: PromptTemplate
        metadata: {name: review, namespace: ai-workloads}
        spec:
          modelEndpointRef: {name: claude}
          template: "%s"
          variables: [{name: Diff}]
        """
            .formatted(filter, prompt));
  }

  private Optional<EndpointLimits> limits() {
    return world.status("claude").map(ModelEndpointStatus::limits);
  }

  private GuardrailPolicy policy() {
    return Objects.requireNonNull(world.policy("shared"));
  }

  private PromptTemplate template() {
    return Objects.requireNonNull(
        world
            .server
            .client()
            .resources(PromptTemplate.class)
            .inNamespace("ai-workloads")
            .withName("review")
            .get());
  }

  private static boolean isReady(List<Condition> conditions, Long generation) {
    return conditions.stream()
        .anyMatch(
            each ->
                each.getType().equals("Ready")
                    && each.getStatus().equals("True")
                    && generation.equals(each.getObservedGeneration()));
  }

  private void awaitAllTakenUp(int maxTokens, Duration limit) {
    await()
        .atMost(limit)
        .ignoreExceptionsInstanceOf(NullPointerException.class)
        .untilAsserted(
            () -> {
              var endpoint = world.endpoint("claude");
              var status = Objects.requireNonNull(endpoint.getStatus());
              var generation = endpoint.getMetadata().getGeneration();
              assertThat(limits().map(EndpointLimits::maxTokens)).hasValue((long) maxTokens);
              assertThat(status.observedGeneration()).isEqualTo(generation);
              assertThat(status.limitsObservedGeneration()).isEqualTo(generation);
              assertThat(world.state("claude", "Ready")).isEqualTo("True/Ready");
              assertThat(policy().getStatus())
                  .satisfies(
                      each ->
                          assertThat(
                                  isReady(
                                      Objects.requireNonNull(each.conditions()),
                                      policy().getMetadata().getGeneration()))
                              .isTrue());
              assertThat(template().getStatus())
                  .satisfies(
                      each ->
                          assertThat(
                                  isReady(
                                      Objects.requireNonNull(each.conditions()),
                                      template().getMetadata().getGeneration()))
                              .isTrue());
            });
  }

  @Test
  void whatChangedWhileTheRightsWereAwayIsTakenUpOfEachKind() {
    try (var operator = world.operator(client)) {
      applyAll(100, "LOW", "Review {{.Diff}}");
      awaitAllTakenUp(100, Duration.ofSeconds(90));

      kubectl("delete", "clusterrolebinding", "k8s-ai-operator");
      kubectl("delete", "rolebinding", "k8s-ai-operator", "-n", World.NAMESPACE);
      applyAll(200, "HIGH", "Look at {{.Diff}}");
      // Requests fail while the rights are away, and are repeated.
      await()
          .atMost(AWAY.plusSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(World.metrics(operator))
                      .contains("k8s_ai_operator_missing_rights_total{resource="));
      await().pollDelay(AWAY).atMost(AWAY.plusSeconds(60)).until(() -> true);
      assertThat(limits().map(EndpointLimits::maxTokens)).hasValue(100L);

      kubectl("apply", "-k", "../config/rbac");

      // Up to a minute between retries, half a minute until watches are back, and time for the work
      // itself.
      awaitAllTakenUp(200, Duration.ofSeconds(150));
      assertThat(World.probe(operator, "/healthz")).isEqualTo("200 ok");
      world.applyEndpoint("other");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> world.state("other", "Ready").equals("True/Ready"));
    }
  }
}
