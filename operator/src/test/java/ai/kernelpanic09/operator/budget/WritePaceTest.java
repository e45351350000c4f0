package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WritePaceTest {

  private static final long TURN = TimeUnit.MILLISECONDS.toNanos(20);

  private final WritePace pace = new WritePace(50, () -> 0);

  @Test
  void turnsComeOneAfterTheOther() {
    assertThat(pace.reserve()).isZero();
    assertThat(pace.reserve()).isEqualTo(TURN);
    assertThat(pace.reserve()).isEqualTo(2 * TURN);
  }

  @Test
  void whoHurriesGoesFirstAndPutsTheOthersOffByOneTurn() {
    for (var i = 0; i < 200; i++) {
      var _ = pace.reserve();
    }

    assertThat(pace.reserveHurried(false)).isZero();
    assertThat(pace.reserveHurried(false)).isEqualTo(TURN);
    assertThat(pace.reserve()).isEqualTo(202 * TURN);
  }

  @Test
  void whoComesToHurryGivesItsOwnTurnUp() {
    for (var i = 0; i < 200; i++) {
      var _ = pace.reserve();
    }

    assertThat(pace.reserveHurried(true)).isZero();
    assertThat(pace.reserve()).isEqualTo(200 * TURN);
  }
}
