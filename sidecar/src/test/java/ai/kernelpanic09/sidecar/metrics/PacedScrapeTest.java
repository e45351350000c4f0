package ai.kernelpanic09.sidecar.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacedScrapeTest {

  private int made;
  private long now;
  private final PacedScrape scrape = new PacedScrape(() -> "text " + ++made, () -> now);

  private long differing(int times) {
    return IntStream.range(0, times).mapToObj(i -> scrape.get()).distinct().count();
  }

  @Test
  void whoAsksAtACommonPaceGetsANewOneEachTime() {
    for (var second = 1; second <= 60; second++) {
      now = TimeUnit.SECONDS.toNanos(second);
      assertThat(scrape.get()).isEqualTo("text " + second);
    }
  }

  @Test
  void whoAsksWithoutEndGetsTheOneBefore() {
    assertThat(differing(10_000)).isEqualTo(PacedScrape.BURST);
    assertThat(scrape.get()).isEqualTo("text " + PacedScrape.BURST);

    now = TimeUnit.SECONDS.toNanos(1);
    assertThat(differing(10_000)).as("in a second more").isEqualTo(4);
  }
}
