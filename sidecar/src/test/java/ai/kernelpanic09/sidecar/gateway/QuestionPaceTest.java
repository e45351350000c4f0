package ai.kernelpanic09.sidecar.gateway;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(asked).isEqualTo(QuestionPace.STRANGERS_BURST);
    assertThat(taken("10.0.0.1", true, 10)).isEqualTo(10);
    now = TimeUnit.SECONDS.toNanos(1);
    assertThat(taken("10.1.0.1", false, 10)).isEqualTo(10);
  }

  @Test
  void whatASourceIsRefusedIsNotTakenFromTheOthers() {
    assertThat(taken("10.1.0.1", false, 1_000)).isEqualTo(QuestionPace.SOURCE_BURST);
    assertThat(taken("10.1.0.2", false, 1_000))
        .isEqualTo(QuestionPace.STRANGERS_BURST - QuestionPace.SOURCE_BURST);
  }
}
