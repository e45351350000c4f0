package ai.kernelpanic09.operator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorConfigTest {

  @Test
  void withoutSettingsEverythingHasItsDefault() {
    var config = OperatorConfig.from(Map.of("PATH", "/bin", "HOME", "/"));

    assertThat(config.installation().namespace()).isEqualTo("ai-operator-system");
    assertThat(config.installation().clusterDomain()).isEqualTo("cluster.local");
    assertThat(config.features().webhook()).isTrue();
    assertThat(config.features().gateway()).isTrue();
    assertThat(config.endpointRules().requireAllowList()).isFalse();
    assertThat(config.endpointRules().allowPriceLowering()).isFalse();
    assertThat(config.sessions())
        .isEqualTo(new OperatorConfig.Sessions(Duration.ofMinutes(15), false, false));
    assertThat(config.listeners().metricsPort()).isEqualTo(8080);
    assertThat(config.listeners().probePort()).isEqualTo(8081);
    assertThat(config.listeners().webhookPort()).isEqualTo(9443);
    assertThat(config.listeners().controlPort()).isEqualTo(9444);
    assertThat(config.sidecars().allowedImages()).containsExactly(config.sidecars().image());
  }

  @Test
  void theOrganisationsGuardrailsAreNamedWithTheirVersions() {
    var arn = "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123";
    var config =
        OperatorConfig.from(
            Map.of(
                "K8S_AI_ORGANIZATION_GUARDRAILS", arn + ":1, " + arn.replace("us", "eu") + ":7"));

    assertThat(config.endpointRules().organizationGuardrails())
        .extracting(Object::toString)
        .containsExactly(arn + ":1", "arn:aws:bedrock:eu-east-1:123456789012:guardrail/abc123:7");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123",
    "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123:DRAFT",
    "arn:aws:bedrock:us-east-1::guardrail/abc123:1",
    "abc123:1",
  })
  void aGuardrailOfTheOrganisationThatIsNoneStopsTheStart(String text) {
    assertThatThrownBy(() -> OperatorConfig.from(Map.of("K8S_AI_ORGANIZATION_GUARDRAILS", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("K8S_AI_ORGANIZATION_GUARDRAILS: '" + text + "' is not the ARN");
  }

  @Test
  void theInjectedImageIsAlwaysAmongTheAllowedOnes() {
    var config =
        OperatorConfig.from(
            Map.of(
                "K8S_AI_SIDECAR_IMAGE", "r/sidecar:2",
                "K8S_AI_ALLOWED_SIDECAR_IMAGES", "r/sidecar:1, ,r/sidecar:0"));

    assertThat(config.sidecars().allowedImages())
        .containsExactlyInAnyOrder("r/sidecar:0", "r/sidecar:1", "r/sidecar:2");
  }

  @Test
  void anImageThatIsBothNamedAndDeniedStopsTheStart() {
    assertThatThrownBy(
            () ->
                OperatorConfig.from(
                    Map.of(
                        "K8S_AI_SIDECAR_IMAGE", "r.io/sidecar:2@sha256:" + "a".repeat(64),
                        "K8S_AI_ALLOWED_SIDECAR_IMAGES", "r.io/sidecar:1",
                        "K8S_AI_DENIED_SIDECAR_IMAGES", "r.io/sidecar:2, r.io/sidecar:1")))
        .hasMessageContaining("K8S_AI_DENIED_SIDECAR_IMAGES: denies r.io/sidecar:2")
        .hasMessageContaining("which K8S_AI_SIDECAR_IMAGE names")
        .hasMessageContaining("denies r.io/sidecar:1, which K8S_AI_ALLOWED_SIDECAR_IMAGES names");
  }

  @Test
  void aBlankSettingIsNone() {
    var config =
        OperatorConfig.from(Map.of("K8S_AI_POD_IP", " ", "K8S_AI_BEDROCK_RUNTIME_URL", ""));

    assertThat(config.installation().podIp()).isNull();
    assertThat(config.endpointRules().bedrockRuntimeUrl()).isNull();
  }

  @Test
  void readsAnAddressOfBedrock() {
    assertThat(
            OperatorConfig.from(Map.of("K8S_AI_BEDROCK_RUNTIME_URL", "http://sim.test:4566"))
                .endpointRules()
                .bedrockRuntimeUrl())
        .isEqualTo(URI.create("http://sim.test:4566"));
  }

  @Test
  void certificatesThatAreNoneStopTheStartWithoutBeingTold() {
    var key = "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n";
    assertThatThrownBy(() -> OperatorConfig.from(Map.of("K8S_AI_AWS_CA", key)))
        .hasMessageContaining("K8S_AI_AWS_CA: must be certificates in PEM")
        .hasMessageNotContaining("MC4CAQ");
  }

  @ParameterizedTest
  @CsvSource({
    "WEBHOOK, maybe",
    "GATEWAY, 1",
    "REQUIRE_ROLE_ALLOW_LIST, yes",
    "ALLOW_PRICE_LOWERING, TRUE",
    "LISTEN_METRICS, 65536",
    "LISTEN_PROBES, -1",
    "LISTEN_WEBHOOK, https",
    "LISTEN_CONTROL, 9444.0",
    "LISTEN_ADDRESS, everywhere",
    "MIN_KUBELET, latest",
    "SESSION_SECONDS, 899",
    "SESSION_SECONDS, 3601",
    "SESSION_SECONDS, 15m",
    "SESSION_TAGS, all",
    "SOURCE_IDENTITY, pod",
    "BEDROCK_RUNTIME_URL, ftp://example.com",
    "BEDROCK_RUNTIME_URL, bedrock",
  })
  void aWrongValueStopsTheStartAndNamesTheSetting(String name, String value) {
    assertThatThrownBy(() -> OperatorConfig.from(Map.of("K8S_AI_" + name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("K8S_AI_" + name)
        .hasMessageContaining("'" + value + "'");
  }

  @Test
  void aMisspeltSettingStopsTheStart() {
    assertThatThrownBy(() -> OperatorConfig.from(Map.of("K8S_AI_WEBHOK", "off")))
        .hasMessageContaining("K8S_AI_WEBHOK: there is no such setting");
  }

  @Test
  void aPodWithoutAddressDoesNotStart() {
    assertThatThrownBy(() -> OperatorConfig.from(Map.of("K8S_AI_POD_NAME", "operator-1")))
        .hasMessageContaining("K8S_AI_POD_IP: is missing");
  }

  @Test
  void everyProblemIsToldAtOnce() {
    assertThatThrownBy(
            () ->
                OperatorConfig.from(
                    Map.of("K8S_AI_WEBHOK", "off", "K8S_AI_GATEWAY", "x", "K8S_AI_A", "")))
        .hasMessageContainingAll("K8S_AI_WEBHOK", "K8S_AI_GATEWAY", "K8S_AI_A");
  }

  @Test
  void variablesOfTheNamespacesServicesAreNoSettings() {
    var config =
        OperatorConfig.from(
            Map.of(
                "K8S_AI_GATEWAY_SERVICE_HOST", "10.0.0.1",
                "K8S_AI_GATEWAY_PORT_8090_TCP", "tcp://10.0.0.1:8090"));

    assertThat(config.features().gateway()).isTrue();
  }

  @Test
  void everySettingIsDocumentedWithItsDefault() throws IOException {
    var page = Files.readString(Path.of("..", "docs", "installation.md"));
    var rows =
        Pattern.compile("(?m)^\\| `(K8S_AI_[A-Z_]+)` \\| ([^|]+) \\|").matcher(page).results();
    var documented = new TreeMap<String, String>();
    rows.forEach(row -> assertThat(documented.put(row.group(1), row.group(2))).isNull());

    assertThat(documented.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(OperatorSetting.values()).map(OperatorSetting::variable).toList());
    for (var setting : OperatorSetting.values()) {
      var value = documented.get(setting.variable());
      if (setting.defaultValue() == null) {
        assertThat(value).as(setting.variable()).doesNotStartWith("`");
      } else {
        assertThat(value).as(setting.variable()).isEqualTo("`" + setting.defaultValue() + "`");
      }
    }
  }

  @Test
  void theWholeConfigurationCanBeLogged() {
    var config = OperatorConfig.from(Map.of("K8S_AI_ENDPOINT_HOSTS", "bedrock.test"));

    assertThat(config.toString())
        .contains("namespace=ai-operator-system", "webhook=true", "hosts=[bedrock.test]");
  }
}
