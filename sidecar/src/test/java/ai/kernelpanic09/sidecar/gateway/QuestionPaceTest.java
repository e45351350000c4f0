package ai.kernelpanic09.sidecar.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuestionPaceTest {

  private final QuestionPace pace = new QuestionPace(0);
  private long now;

  private long taken(String source, boolean known, int times) {
    return IntStream.range(0, times).filter(i -> pace.take(source, known, now)).count();
  }

  @Test
  void aSourceHasAnAllowanceOfItsOwn() {
    assertThat(taken("10.0.0.1", true, 1_000)).isEqualTo(QuestionPace.SOURCE_BURST);
    assertThat(taken("10.0.0.2", true, 1)).isEqualTo(1);
    now = TimeUnit.SECONDS.toNanos(2);
    assertThat(taken("10.0.0.1", true, 1_000)).isEqualTo(10);
    now = TimeUnit.HOURS.toNanos(1);
    assertThat(taken("10.0.0.1", true, 1_000)).isEqualTo(QuestionPace.SOURCE_BURST);
  }

  @Test
  void strangersShareOneAndLeaveTheRestToThoseThatWereLetIn() {
    var asked = 0L;
    for (var i = 0; i < 1_000; i++) {
      asked += taken("10.1.0." + i, false, 10);
    }
    assertThat(asked).isEqualTo(QuestionPace.STRANGERS_BURST + QuestionPace.FIRST_BURST);
    assertThat(taken("10.0.0.1", true, 10)).isEqualTo(10);
  }

  @Test
  void whatASourceIsRefusedIsNotTakenFromTheOthers() {
    assertThat(taken("10.1.0.1", false, 1_000)).isEqualTo(QuestionPace.SOURCE_BURST);
    assertThat(taken("10.1.0.2", false, 1_000))
        .isEqualTo(
            QuestionPace.STRANGERS_BURST
                - QuestionPace.SOURCE_BURST
                + QuestionPace.FIRST_OF_SOURCE);
  }

  @Test
  void aStrangerThatHasAskedLittleIsHeardWhileOthersAskWithoutEnd() {
    var random = new Random(7);
    for (var second = 0; second < 120; second++) {
      now = TimeUnit.SECONDS.toNanos(second);
      for (var i = 0; i < 400; i++) {
        taken("10.1.0." + random.nextInt(20), false, 1);
      }
      if (second >= 10 && second % 10 == 0) {
        assertThat(taken("10.0.0." + second, false, 1)).as("after %d s", second).isEqualTo(1);
      }
    }
  }

  @Test
  void strangersAllTogetherAskTheOperatorLessThanItHears() {
    var asked = 0L;
    for (var second = 1; second <= 60; second++) {
      now = TimeUnit.SECONDS.toNanos(second);
      for (var i = 0; i < 5_000; i++) {
        asked += taken("10.1." + second + "." + i, false, 1);
      }
    }
    assertThat(asked / 60).isLessThan(30);
  }
}
