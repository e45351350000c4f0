package ai.kernelpanic09.operator.outage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.OverrunReport;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OverrunsTest {

  private static final EndpointName ENDPOINT = new EndpointName("ns", "chat");
  private static final OverrunReport TOOLS = of("tools");

  private Instant now = Instant.parse("2026-11-30T00:00:00Z");
  private final Overruns overruns = new Overruns(() -> now);

  private static OverrunReport of(String shape) {
    return new OverrunReport(shape, Money.parse("0.31"), Money.parse("0.30"));
  }

  @Test
  void theFirstThatIsToldStandsUntilNobodyTellsOfOne() {
    assertThat(overruns.heard(ENDPOINT, "a", null)).isFalse();
    assertThat(overruns.heard(ENDPOINT, "a", TOOLS)).isTrue();
    assertThat(overruns.heard(ENDPOINT, "b", of("images"))).isFalse();
    assertThat(overruns.find(ENDPOINT)).contains(TOOLS);
    now = now.plus(Outages.LEAST);
    overruns.heard(ENDPOINT, "a", null);
    assertThat(overruns.find(ENDPOINT)).contains(TOOLS);
    assertThat(overruns.heard(ENDPOINT, "b", null)).isTrue();
    assertThat(overruns.find(ENDPOINT)).isEmpty();
    overruns.heard(ENDPOINT, "b", of("images"));
    assertThat(overruns.find(ENDPOINT)).contains(of("images"));
  }

  @Test
  void whatAPodThatIsGoneToldIsForgotten() {
    overruns.heard(ENDPOINT, "gone", TOOLS);
    now = now.plus(Outages.BELIEVED);
    assertThat(overruns.find(ENDPOINT)).isEmpty();
    overruns.heard(ENDPOINT, "other", of("images"));
    overruns.forget(ENDPOINT);
    assertThat(overruns.find(ENDPOINT)).isEmpty();
  }
}
