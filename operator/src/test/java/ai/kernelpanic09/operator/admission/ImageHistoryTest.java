package ai.kernelpanic09.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ImageHistoryTest {

  private static final Instant NOW = Instant.parse("2026-11-29T14:30:00.123Z");

  @Test
  void eachImageIsALineOfTheTimeAndTheImage() {
    var history = ImageHistory.NONE.with("r/sidecar:1", NOW).with("r/sidecar:2", NOW);

    assertThat(history.text())
        .isEqualTo("2026-11-29T14:30:00Z r/sidecar:1\n2026-11-29T14:30:00Z r/sidecar:2\n");
    assertThat(ImageHistory.parse(history.text())).isEqualTo(history);
  }

  @Test
  void anImageThatIsInjectedAgainIsTheLastOne() {
    var history = ImageHistory.NONE.with("a:1", NOW).with("a:2", NOW).with("a:1", NOW);

    assertThat(history.images()).containsExactly("a:2", "a:1");
    assertThat(history.with("a:1", NOW.plusSeconds(60))).isSameAs(history);
  }

  @Test
  void theOldestOfTooManyImagesAreForgotten() {
    var history = ImageHistory.NONE;
    for (var version = 0; version < 100; version++) {
      history = history.with("r/sidecar:" + version, NOW);
    }

    assertThat(history.images())
        .hasSize(ImageHistory.MAX_IMAGES)
        .startsWith("r/sidecar:68")
        .endsWith("r/sidecar:99");
    assertThat(ImageHistory.parse("2026-01-01T00:00:00Z x:0\n".repeat(500)).entries())
        .hasSize(ImageHistory.MAX_IMAGES);
  }

  @Test
  void whatIsNoSuchLineNamesNoImage() {
    var text =
        "r/sidecar:1\n\nyesterday r/sidecar:2\n2026-01-01T00:00:00Z r/sidecar:3 r/sidecar:4\n"
            + "2026-01-01T00:00:00Z "
            + "x".repeat(600)
            + "\n  2026-01-01T00:00:00Z   r/sidecar:5  \r\n2026-01-01T00:00:00Z \n";

    assertThat(ImageHistory.parse(text).images()).containsExactly("r/sidecar:5");
  }
}
