package ai.kernelpanic09.webhook.inject.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KubeletVersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"v1.29.0", "v1.33.1-eks-1fbb135", "1.30", "v1.29.4+k3s1", "v2.0.0"})
  void newEnough(String version) {
    assertThat(KubeletVersions.nativeSidecars(List.of(version), "1.29")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1.28.15", "v1.9.0", "0.29.0", "", "v1", "unknown", "v1.29999999999999"})
  void tooOldOrNotUnderstood(String version) {
    assertThat(KubeletVersions.nativeSidecars(List.of(version), "1.29")).isFalse();
  }

  @Test
  void oneOldKubeletDecidesForAll() {
    assertThat(KubeletVersions.nativeSidecars(List.of("v1.34.4", "v1.28.0"), "1.29")).isFalse();
  }

  @Test
  void noKubeletMeansPlainContainers() {
    assertThat(KubeletVersions.nativeSidecars(List.of(), "1.29")).isFalse();
  }

  @Test
  void theMinimumMustBeAVersion() {
    assertThatThrownBy(() -> KubeletVersions.nativeSidecars(List.of("v1.30.0"), "new"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("new");
  }
}
