package ai.kernelpanic09.operator.outage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private static final EndpointName ENDPOINT = new EndpointName("team", "haiku");

  private Instant now = Instant.parse("2026-11-29T10:00:00Z");
  private final Outages outages = new Outages(() -> now);

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void theFirstThatTellsAndTheLastThatRecoversAreNews() {
    assertThat(outages.heard(ENDPOINT, "a", false)).isFalse();
    assertThat(outages.heard(ENDPOINT, "a", true)).isTrue();
    assertThat(outages.heard(ENDPOINT, "a", true)).isFalse();
    assertThat(outages.heard(ENDPOINT, "b", true)).isFalse();
    assertThat(outages.isFailing(ENDPOINT)).isTrue();
    pass(Outages.LEAST);
    assertThat(outages.heard(ENDPOINT, "a", false)).isFalse();
    assertThat(outages.isFailing(ENDPOINT)).isTrue();
    assertThat(outages.heard(ENDPOINT, "b", false)).isTrue();
    assertThat(outages.isFailing(ENDPOINT)).isFalse();
  }

  @Test
  void aHolderThatIsGoneIsForgotten() {
    outages.heard(ENDPOINT, "gone", true);
    pass(Outages.BELIEVED);
    assertThat(outages.isFailing(ENDPOINT)).isFalse();
    assertThat(outages.heard(ENDPOINT, "other", false)).as("to be told").isTrue();
  }

  @Test
  void aHolderThatChangesItsMindIsNewsTwiceAMinuteAtMost() {
    var news = 0;
    for (var second = 0; second < 600; second++) {
      news += outages.heard(ENDPOINT, "liar", second % 2 == 0) ? 1 : 0;
      pass(Duration.ofSeconds(1));
    }
    assertThat(news).isBetween(1, 20);
  }

  @Test
  void anEndpointThatIsGoneIsForgotten() {
    outages.heard(ENDPOINT, "a", true);
    outages.forget(ENDPOINT);
    assertThat(outages.isFailing(ENDPOINT)).isFalse();
  }
}
