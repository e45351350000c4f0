package ai.kernelpanic09.operator.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final AtomicBoolean passes = new AtomicBoolean(true);

  @Test
  void namesTheFirstCheckThatFails() {
    var health =
        new Health()
            .check("fine", () -> true)
            .check("first", passes::get)
            .check("second", passes::get);
    assertThat(health.problem()).isEmpty();

    passes.set(false);

    assertThat(health.problem()).contains("first");
  }

  @Test
  void whatHasNotBegunIsNotBroken() {
    var health = new Health().lasting("informers", passes::get);
    passes.set(false);
    assertThat(health.problem()).isEmpty();

    passes.set(true);
    assertThat(health.problem()).isEmpty();
    passes.set(false);
    assertThat(health.problem()).contains("informers");
  }

  @Test
  void aHeartThatDoesNotBeatInTimeIsNotRegular() {
    var nanos = new AtomicLong(Long.MAX_VALUE - 5);
    var heartbeat = new Heartbeat(Duration.ofNanos(100), nanos::get);

    nanos.addAndGet(100);
    assertThat(heartbeat.isRegular()).isTrue();
    nanos.addAndGet(1);
    assertThat(heartbeat.isRegular()).isFalse();
    heartbeat.beat();
    assertThat(heartbeat.isRegular()).isTrue();
  }
}
