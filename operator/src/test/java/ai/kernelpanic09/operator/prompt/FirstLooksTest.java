package ai.kernelpanic09.operator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FirstLooksTest {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-30T00:00:00Z"));
  private final FirstLooks looks = new FirstLooks(now::get);

  @Test
  void whatCanWaitIsLookedAtOneByOneWhenTheStartIsOver() {
    assertThat(looks.later()).contains(FirstLooks.START);
    assertThat(looks.later()).contains(FirstLooks.START.plusMillis(20));

    pass(FirstLooks.START.minusMillis(1));
    assertThat(looks.later()).contains(FirstLooks.START.plusMillis(40));
  }

  @Test
  void nothingWaitsWhenTheStartIsOver() {
    pass(Duration.ofDays(1)); // as standby: the start begins with the first look
    assertThat(looks.later()).isPresent();

    pass(FirstLooks.START);
    assertThat(looks.later()).isEmpty();
  }

  private void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }
}
