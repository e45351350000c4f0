package ai.kernelpanic09.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarConfigTest {

  private static final String[] NONE = {};

  @Test
  void defaultsAreThoseOfThePod() {
    var config = SidecarConfig.read(NONE, Map.of("K8S_AI_ENDPOINTS", "a/b, c/d"));
    assertThat(config.mode()).isEqualTo(SidecarConfig.Mode.SIDECAR);
    assertThat(config.served().endpoints()).hasToString("[a/b, c/d]");
    assertThat(config.ports().modelApi()).isEqualTo(8090);
    assertThat(config.ports().health()).isEqualTo(18090);
    assertThat(config.control().url())
        .hasToString("https://k8s-ai-control.ai-operator-system.svc:9444");
    assertThat(config.capacity().surface().maxBodyBytes()).isEqualTo(6 << 20);
  }

  @Test
  void whatRequestsMayHoldFollowsFromTheHeap() {
    assertThat(new HeapRoom(45L << 20).bytesInFlight()).isEqualTo(22L << 20);
    assertThat(new HeapRoom(20L << 20).bytesInFlight()).isPositive();
    var room = HeapRoom.ofThisProcess().bytesInFlight();
    var more =
        Map.of("K8S_AI_ENDPOINTS", "a/b", "K8S_AI_MAX_BYTES_IN_FLIGHT", Long.toString(2 * room));
    assertThat(SidecarConfig.read(NONE, more).capacity().surface().maxBytesInFlight())
        .isEqualTo(room);
  }

  @Test
  void whatConnectionsMayHoldFollowsFromTheHeap() {
    assertThat(new HeapRoom(45L << 20).connections()).as("a sidecar's").isEqualTo(2_500);
    assertThat(new HeapRoom(300L << 20).connections()).as("a larger gateway's").isEqualTo(4_800);
    assertThat(new HeapRoom(4L << 30).connections()).isEqualTo(10_000);
  }

  @Test
  void aSidecarNeedsEndpointsAndAGatewayDoesNot() {
    assertThatThrownBy(() -> SidecarConfig.read(NONE, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("K8S_AI_ENDPOINTS is missing");
    var gateway = SidecarConfig.read(new String[] {"--gateway"}, Map.of());
    assertThat(gateway.ending().drainDelayMillis()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "K8S_AI_ENDPOINTS, nonsense, namespace/name",
    "K8S_AI_CONTROL_URL, http://plain, an https address",
    "K8S_AI_CONTROL_CA, theirs, certificates in PEM",
    "K8S_AI_LOG_LEVEL, loud, 'error, warn, info or debug'",
    "K8S_AI_MAX_BODY_BYTES, 99999999999, a whole number between",
    "K8S_AI_MAX_CALLS, 0, a whole number between",
    "K8S_AI_MODEL_API_PORT, x, a whole number between",
    "K8S_AI_MODEL_API_PORT, 18090, are both 18090",
    "K8S_AI_SURPRISE, 1, is not known",
  })
  void wrongValuesStopTheStartByName(String name, String value, String message) {
    var environment = new java.util.HashMap<>(Map.of("K8S_AI_ENDPOINTS", "a/b"));
    environment.put(name, value);
    assertThatThrownBy(() -> SidecarConfig.read(NONE, environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(message);
  }

  @Test
  void whatKubernetesAddsForServicesIsNoSetting() {
    var environment =
        Map.of(
            "K8S_AI_ENDPOINTS", "a/b",
            "K8S_AI_CONTROL_SERVICE_HOST", "10.0.0.1",
            "K8S_AI_CONTROL_PORT_9444_TCP_ADDR", "10.0.0.1",
            "K8S_AI_GATEWAY_PORT", "tcp://10.0.0.2:8090");
    assertThat(SidecarConfig.read(NONE, environment).served().endpoints()).hasSize(1);
  }

  @Test
  void unknownArgumentsStopTheStart() {
    assertThatThrownBy(() -> SidecarConfig.read(new String[] {"--verbose"}, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'--verbose' is not known");
  }
}
