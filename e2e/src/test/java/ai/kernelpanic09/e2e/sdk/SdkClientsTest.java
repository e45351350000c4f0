package ai.kernelpanic09.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.kernelpanic09.e2e.SidecarProcess;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The webhook's variables in an app's environment, as AWS's own SDKs understand them. The sidecar
 * has no operator, so it answers 503.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkClientsTest {

  private static final String MODEL = "anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final String PLACEHOLDER = "K8SAISIDECARPLACEHOLDER";

  /** The variables that EKS adds to pods of a ServiceAccount with a role. */
  private static final String IRSA =
      """
      - {name: AWS_ROLE_ARN, value: "arn:aws:iam::123456789012:role/app"}
      - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: "@"}
      """;

  @TempDir static Path folder;
  private SidecarProcess sidecar = start();

  private static SidecarProcess start() {
    try {
      return new SidecarProcess(
          Files.createTempDirectory("sdk-sidecar"),
          List.of(),
          Map.of("K8S_AI_ENDPOINTS", "ai-workloads/claude-haiku"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  void aSidecarListens() {
    assertThat(sidecar.health("/readyz")).isEqualTo(200);
  }

  @AfterAll
  void stop() {
    sidecar.close();
  }

  @ParameterizedTest
  @EnumSource
  void anAppWithoutAnIdentityReachesTheSidecarWithPlaceholders(Sdk sdk) throws Exception {
    assumeTrue(sdk.isHere(), sdk + " is not installed (Node 20 or newer, Go)");
    try (var aws = new StubAws(sidecar.modelPort())) {
      assertThat(sdk.calls(environment(aws, "", false))).contains("bedrock 503", "s3 200");

      assertThat(aws.seen())
          .contains(
              "sidecar GET /aws-credentials by nobody",
              "sidecar POST /model/" + MODEL + "/converse by " + PLACEHOLDER)
          .noneMatch(each -> each.startsWith("sts"))
          // The drawback, which docs/pods.md names: without an identity of its own, the app signs
          // S3 calls with placeholders too.
          .anyMatch(each -> each.startsWith("s3 GET / by " + PLACEHOLDER));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAppWithARoleOfItsOwnUsesIt(Sdk sdk) throws Exception {
    assumeTrue(sdk.isHere(), sdk + " is not installed (Node 20 or newer, Go)");
    try (var aws = new StubAws(sidecar.modelPort())) {
      assertThat(sdk.calls(environment(aws, IRSA, false))).contains("bedrock 503", "s3 200");

      usedItsRole(aws);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAppWhoseRoleCameAfterTheInjectionUsesItToo(Sdk sdk) throws Exception {
    assumeTrue(sdk.isHere(), sdk + " is not installed (Node 20 or newer, Go)");
    try (var aws = new StubAws(sidecar.modelPort())) {
      assertThat(sdk.calls(environment(aws, IRSA, true))).contains("bedrock 503", "s3 200");

      usedItsRole(aws);
    }
  }

  private static void usedItsRole(StubAws aws) {
    assertThat(aws.seen())
        .anyMatch(each -> each.startsWith("sts POST /"))
        .contains("sidecar POST /model/" + MODEL + "/converse by " + StubAws.APPS_ROLE)
        .anyMatch(each -> each.startsWith("s3 GET / by " + StubAws.APPS_ROLE))
        .noneMatch(each -> each.contains("/aws-credentials"));
  }

  /**
   * The app's whole environment: what the webhook adds, at the addresses of this test.
   *
   * @param own variables of the app, as YAML
   * @param added whether another webhook adds them after ours
   */
  private static Map<String, String> environment(StubAws aws, String own, boolean added)
      throws IOException {
    var token = folder.resolve("token");
    Files.writeString(token, "token");
    var variables = own.replace("@", token.toString());
    var environment = new HashMap<>(InjectedPod.environment(added ? "" : variables));
    environment.replaceAll(
        (name, value) -> value.replace("http://localhost:8090", aws.sidecarUrl()));
    if (added) {
      environment.putAll(read(variables));
    }
    environment.put("HOME", folder.toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_DEFAULT_REGION", "us-east-1");
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_ENDPOINT_URL_STS", aws.stsUrl());
    environment.put("AWS_ENDPOINT_URL_S3", aws.s3Url());
    assertThat(environment).containsKey("AWS_ENDPOINT_URL_BEDROCK_RUNTIME");
    return environment;
  }

  private static Map<String, String> read(String variables) throws IOException {
    var read = new HashMap<String, String>();
    for (var variable : new YAMLMapper().readTree(variables)) {
      read.put(variable.path("name").asText(), variable.path("value").asText());
    }
    return read;
  }
}
