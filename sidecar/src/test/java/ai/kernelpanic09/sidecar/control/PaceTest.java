package ai.kernelpanic09.sidecar.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often an operator that does not answer is asked. */
class PaceTest {

  private final Pace pace = new Pace(new Random(1));
  private long now = 5;

  private long millisUntil(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - now);
  }

  @Test
  void callsThatWaitAskEveryHalfSecondHoweverLongTheOperatorIsAway() {
    for (var failure = 0; failure < 20; failure++) {
      pace.failed(now);
      assertThat(millisUntil(pace.urgentNanos(now))).isBetween(40L, 500L);
      now = pace.urgentNanos(now);
    }
  }

  @Test
  void withoutCallsThatWaitTheOperatorIsAskedEverLessOften() {
    for (var failure = 0; failure < 20; failure++) {
      pace.failed(now);
    }
    assertThat(millisUntil(pace.any(now, now))).isBetween(2_500L, 5_000L);
    assertThat(millisUntil(pace.wantedNanos(now))).isBetween(2_500L, 5_000L);
    assertThat(millisUntil(pace.urgentNanos(now))).isLessThanOrEqualTo(500);
  }

  @Test
  void callsThatHaveNotGotEnoughAskAgainAfterAPause() {
    pace.answered(now, Pace.Waiting.ASKED);
    assertThat(millisUntil(pace.urgentNanos(now))).isBetween(50L, 100L);
  }

  @Test
  void renewalsOfOtherEndpointsDoNotPutOffCallsThatWait() {
    pace.answered(now, Pace.Waiting.OTHERS);
    assertThat(pace.urgentNanos(now)).isEqualTo(now);

    pace.answered(now, Pace.Waiting.ASKED);
    var pause = pace.urgentNanos(now);
    now += TimeUnit.MILLISECONDS.toNanos(10);
    pace.answered(now, Pace.Waiting.OTHERS);
    assertThat(pace.urgentNanos(now)).isEqualTo(pause);
  }

  @Test
  void anAnswerAfterFailuresEndsTheirPause() {
    for (var failure = 0; failure < 20; failure++) {
      pace.failed(now);
    }
    pace.answered(now, Pace.Waiting.OTHERS);
    assertThat(millisUntil(pace.urgentNanos(now))).isLessThanOrEqualTo(100);
  }

  @Test
  void theFirstFailureAndTheFirstAnswerAfterItAreTold() {
    assertThat(pace.failed(now)).isTrue();
    assertThat(pace.failed(now)).isFalse();
    assertThat(pace.answered(now, Pace.Waiting.NOTHING)).isTrue();
    assertThat(pace.answered(now, Pace.Waiting.NOTHING)).isFalse();
  }
}
