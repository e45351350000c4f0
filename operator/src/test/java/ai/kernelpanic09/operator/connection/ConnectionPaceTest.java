package ai.kernelpanic09.operator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionPaceTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final ConnectionPace pace =
      new ConnectionPace(new ConnectionPace.Limits(10, 0.5, 100, 10), nanos::get);

  private long taken(String address, int tries) {
    return IntStream.range(0, tries).filter(each -> pace.take(address)).count();
  }

  private void passes(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aNodesPodsThatComeFromOneAddressComeAtOnce() {
    assertThat(taken("10.0.0.1", 110)).isEqualTo(110);
  }

  @Test
  void oneAddressTakesNoMoreThanItsOwnAndWhatAllShare() {
    assertThat(taken("10.0.0.1", 1_000)).isEqualTo(110);
    passes(4);
    assertThat(taken("10.0.0.1", 1_000)).isEqualTo(42);
  }

  @Test
  void whoComesNewIsServedWhileTwentyOthersComeWithoutEnd() {
    for (var second = 0; second < 60; second++) {
      IntStream.range(0, 20).forEach(each -> taken("10.0.0." + each, 100));
      passes(1);
    }
    IntStream.range(0, 20).forEach(each -> taken("10.0.0." + each, 100));

    for (var each = 0; each < 500; each++) {
      assertThat(taken("10.0.1." + each, 10)).isEqualTo(10);
    }
  }

  @Test
  void twentyAddressesTakeFewInTheLongRun() {
    IntStream.range(0, 20).forEach(each -> taken("10.0.0." + each, 100));
    var sum = 0L;
    for (var second = 0; second < 60; second++) {
      passes(1);
      sum += IntStream.range(0, 20).mapToLong(each -> taken("10.0.0." + each, 100)).sum();
    }

    assertThat(sum).isLessThanOrEqualTo(60 * (10 + 20 / 2));
  }

  @Test
  void whoWaitsHasNoMoreThanAtFirst() {
    passes(1_000_000);
    assertThat(taken("10.0.0.1", 1_000)).isEqualTo(110);
    passes(1_000_000);
    assertThat(taken("10.0.0.1", 1_000)).isEqualTo(110);
  }
}
