package ai.kernelpanic09.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class HolderAllowancesTest {

  private final HolderAllowances allowances =
      HolderAllowances.by(InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z")));

  /** How many of 10,000 requests at one moment are admitted. */
  private static int admitted(HolderRateLimiter limiter, String holder) {
    var count = 0;
    for (var i = 0; i < 10_000; i++) {
      try {
        limiter.admit(holder);
        count++;
      } catch (ControlFailure e) {
        assertThat(e.status()).isEqualTo(429);
      }
    }
    return count;
  }

  @Test
  void theGatewaysQuestionsLeaveItsSyncsAlone() {
    assertThat(admitted(allowances.callers(), "gateway")).isEqualTo(400);

    assertThat(admitted(allowances.syncs(), "gateway")).isEqualTo(200);
  }

  @Test
  void oneHolderLeavesTheOthersAlone() {
    assertThat(admitted(allowances.syncs(), "greedy")).isEqualTo(200);

    assertThat(admitted(allowances.syncs(), "modest")).isEqualTo(200);
  }
}
