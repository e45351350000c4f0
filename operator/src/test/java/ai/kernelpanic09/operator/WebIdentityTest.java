package ai.kernelpanic09.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart's order: the operator runs first, and gets its AWS role afterwards. */
class WebIdentityTest {

  private static final String ISSUER = "kubernetes.default.svc.cluster.local";

  @Test
  void anAnnotationThatComesLaterIsTakenWithoutARestart(@TempDir Path folder) throws IOException {
    var token = folder.resolve("token");
    try (var world = new World()) {
      world.server.kubectl("apply", "-f", "../config/rbac/service_account.yaml");
      Files.writeString(token, ownToken(world));
      roles(world);
      try (var operator =
          world.operator(
              world.client, Map.of(), InstantSource.system(), "AWS_TOKEN_FILE=" + token)) {
        world.applyEndpoint("claude");
        awaitState(world, "RoleAssumable", "False/NoOperatorIdentity");
        assertThat(world.state("claude", "Ready")).isEqualTo("False/NoOperatorIdentity");
        assertThat(world.condition("claude", "RoleAssumable").orElseThrow().getMessage())
            .contains("eks.amazonaws.com/role-arn");

        annotate(world, "arn:aws:iam::123456789012:role/not-mine");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(
                            world.condition("claude", "RoleAssumable").orElseThrow().getMessage())
                        .contains("role/not-mine"));
        assertThat(world.state("claude", "RoleAssumable")).isEqualTo("False/NoOperatorIdentity");

        annotate(world, World.OPERATOR_ROLE);

        awaitState(world, "Ready", "True/Ready");
        assertThat(operator.controlPort()).isPositive();
      }
    }
  }

  /**
   * Creates the operator's roles as documented for AWS: they trust this ServiceAccount and may
   * assume roles.
   */
  private static void roles(World world) throws IOException {
    world.simulator.control(
        "POST",
        "providers",
        """
        {"account":"123456789012","issuer":"https://%s"}\
        """
            .formatted(ISSUER));
    world.simulator.control(
        "POST",
        "roles",
        """
        {"arn":"%s","trustPolicy":%s,"policies":[%s]}\
        """
            .formatted(
                World.OPERATOR_ROLE,
                document("operator-trust.json"),
                document("operator-policy.json")));
  }

  private static String document(String name) throws IOException {
    return Files.readString(Path.of("..", "examples", "iam", name))
        .replace("ACCOUNT_ID", "123456789012")
        .replace("OIDC_ISSUER", ISSUER);
  }

  private static String ownToken(World world) {
    return world
        .client
        .serviceAccounts()
        .inNamespace(World.NAMESPACE)
        .withName("k8s-ai-operator")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences("sts.amazonaws.com")
                .withExpirationSeconds(3600L)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private static void annotate(World world, String role) {
    world.server.kubectl(
        "annotate",
        "--overwrite",
        "serviceaccount",
        "k8s-ai-operator",
        "-n",
        World.NAMESPACE,
        "eks.amazonaws.com/role-arn=" + role);
  }

  private static void awaitState(World world, String condition, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(world.state("claude", condition)).isEqualTo(state));
  }
}
