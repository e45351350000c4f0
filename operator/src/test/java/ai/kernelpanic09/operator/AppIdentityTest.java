package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Placeholder credentials, which a pod gets if nothing in the cluster gives it an AWS identity of
 * its own.
 */
class AppIdentityTest {

  private static final String NAMESPACE = "ai-workloads";
  private static final String CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI";

  @Test
  void placeholdersAreForPodsThatNothingElseGivesAnIdentity() {
    try (var world = new World()) {
      world.apply(
          """
          apiVersion: v1
          kind: ServiceAccount
          metadata:
            name: uploader
            namespace: ai-workloads
            annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::123456789012:role/uploader"}
          """);
      try (var operator = world.operatorWithWebhook()) {
        assertThat(operator.probePort()).isPositive();
        assertThat(variables(pod(world, "plain", "default", "auto"))).contains(CREDENTIALS);
        assertThat(variables(pod(world, "irsa", "uploader", "auto")))
            .contains("AWS_ENDPOINT_URL_BEDROCK_RUNTIME")
            .doesNotContain(CREDENTIALS);
      }
      world.apply(
          """
          apiVersion: apps/v1
          kind: DaemonSet
          metadata: {name: eks-pod-identity-agent, namespace: kube-system}
          spec:
            selector: {matchLabels: {a: b}}
            template:
              metadata: {labels: {a: b}}
              spec: {containers: [{name: agent, image: agent}]}
          """);
      try (var operator = world.operatorWithWebhook()) {
        assertThat(operator.probePort()).isPositive();
        assertThat(variables(pod(world, "served", "default", "auto"))).doesNotContain(CREDENTIALS);
        assertThat(variables(pod(world, "asks", "default", "aws-credentials")))
            .contains(CREDENTIALS);
      }
    }
  }

  /**
   * Creates a pod until it is injected: the API server takes up a webhook some time after its
   * registration.
   */
  private static Pod pod(World world, String name, String account, String sdkEnv) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> create(world, name, account, sdkEnv),
            pod ->
                pod.getMetadata()
                    .getAnnotations()
                    .containsKey("ai.kernelpanic09.io/sidecar-status"));
  }

  private static Pod create(World world, String name, String account, String sdkEnv) {
    return world
        .client
        .pods()
        .inNamespace(NAMESPACE)
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withGenerateName(name + "-")
                .addToLabels("ai.kernelpanic09.io/model-endpoint", "claude")
                .addToAnnotations("ai.kernelpanic09.io/sdk-env", sdkEnv)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(account)
                .addNewContainer()
                .withName("app")
                .withImage("app:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
  }

  private static List<String> variables(Pod pod) {
    return pod.getSpec().getContainers().getLast().getEnv().stream().map(EnvVar::getName).toList();
  }
}
