package ai.kernelpanic09.webhook.inject.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SidecarImagesTest {

  private static final String KNOWN =
      "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  private static final String STRANGE =
      "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

  private static final SidecarImages IMAGES =
      new SidecarImages(
          "ghcr.io/k/k8s-ai-sidecar:1.2",
          List.of(
              "mirror.local:5000/k8s-ai-sidecar:1.2",
              "team/sidecar",
              "docker.io/official:1",
              "ghcr.io/k/sidecar@" + KNOWN));

  @ParameterizedTest
  @CsvSource({
    "ghcr.io/k/k8s-ai-sidecar:1.2,                    true",
    "mirror.local:5000/k8s-ai-sidecar:1.2,            true",
    "docker.io/team/sidecar:latest,                   true",
    "team/sidecar,                                    true",
    "official:1,                                      true",
    "docker.io/library/official:1,                    true",
    "library/official:1,                              true",
    "docker.io/team/official:1,                       false",
    "ghcr.io/k/sidecar@" + KNOWN + ",                 true",
    "ghcr.io/k/k8s-ai-sidecar:1.2@" + KNOWN + ",      true",
    "mirror.local/anything@" + KNOWN + ",             true",
    "ghcr.io/k/k8s-ai-sidecar:1.2@" + STRANGE + ",    false",
    "ghcr.io/k/sidecar@" + STRANGE + ",               false",
    "ghcr.io/k/k8s-ai-sidecar:1.3,                    false",
    "ghcr.io/k/k8s-ai-sidecar,                        false",
    "ghcr.io/k/sidecar,                               false",
    "mirror.local/k8s-ai-sidecar:1.2,                 false",
    "k8s-ai-sidecar:1.2,                              false",
    "evil.example/ghcr.io/k/k8s-ai-sidecar:1.2,       false",
    "ghcr.io/k/k8s-ai-sidecar:1.2@sha256:aaaa,        false",
    "'',                                              false",
  })
  void whatTheSettingsNameIsBelievedAndNothingElse(String image, boolean believed) {
    assertThat(IMAGES.believes(image)).isEqualTo(believed);
  }

  @Test
  void aRefusalHasBothNamesAndTheSettingsInOneSentence() {
    assertThat(IMAGES.refusal("mirror.local/k8s-ai-sidecar:1.2"))
        .contains(
            "mirror.local/k8s-ai-sidecar:1.2",
            "ghcr.io/k/k8s-ai-sidecar:1.2",
            "K8S_AI_ALLOWED_SIDECAR_IMAGES",
            "K8S_AI_SIDECAR_IMAGE");
    assertThat(IMAGES.refusal("x".repeat(5_000))).hasSizeLessThan(400);
  }

  @Test
  void whatWasInjectedBeforeIsBelievedAsSoonAsItIsKnown() {
    var known = new ArrayList<String>();
    var images = new SidecarImages("r/sidecar:2", List.of(), List.of(), () -> known);

    assertThat(images.believes("r/sidecar:1")).isFalse();
    known.add("r/sidecar:1");
    assertThat(images.believes("r/sidecar:1")).isTrue();
    assertThat(images.believes("r/sidecar:0")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "r.io/sidecar:1,                 r.io/sidecar:1,                      true",
    "r.io/sidecar:1,                 r.io/sidecar:1@" + KNOWN + ",        true",
    "r.io/sidecar,                   r.io/sidecar:latest,                 true",
    "library/sidecar:1,              sidecar:1,                           true",
    "r.io/sidecar@" + KNOWN + ",     mirror.local/any:5@" + KNOWN + ",    true",
    "r.io/sidecar:1@" + KNOWN + ",   r.io/sidecar:1,                      false",
    "r.io/sidecar@" + KNOWN + ",     r.io/sidecar@" + STRANGE + ",        false",
    "r.io/sidecar:1,                 r.io/sidecar:10,                     false",
    "r.io/sidecar:1,                 mirror.local/sidecar:1,              false",
  })
  void aDenialIsByNameWhateverTheDigestOrByDigestWhateverTheName(
      String denied, String image, boolean refused) {
    var images = new SidecarImages(image, List.of(image), List.of(denied), () -> List.of(image));

    assertThat(images.denies(image)).isEqualTo(refused);
    assertThat(images.believes(image)).isEqualTo(!refused);
  }

  @Test
  void theRefusalOfADeniedImageNamesTheSettingThatDeniesIt() {
    var images =
        new SidecarImages("r/sidecar:2", List.of(), List.of("r/sidecar:1"), () -> List.of());

    assertThat(images.refusal("r/sidecar:1"))
        .contains("r/sidecar:1", "r/sidecar:2", "K8S_AI_DENIED_SIDECAR_IMAGES")
        .doesNotContain("K8S_AI_ALLOWED_SIDECAR_IMAGES");
  }
}
