package ai.kernelpanic09.operator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ControlPaceTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final ControlPace pace = new ControlPace(Duration.ofMillis(500), now::get);

  @Test
  void noMoreThanTwoRequestsPassInAnySecond() {
    var granted = 0;
    for (var milli = 0; milli < 10_000; milli++) {
      if (pace.take().isZero()) {
        granted++;
      }
      now.addAndGet(1_000_000);
    }
    assertThat(granted).isEqualTo(20);
  }

  @Test
  void whoMustWaitIsToldHowLong() {
    assertThat(pace.take()).isZero();
    now.addAndGet(Duration.ofMillis(200).toNanos());
    var wait = pace.take();
    assertThat(wait).isEqualTo(Duration.ofMillis(300));
    now.addAndGet(wait.toNanos());
    assertThat(pace.take()).isZero();
  }
}
