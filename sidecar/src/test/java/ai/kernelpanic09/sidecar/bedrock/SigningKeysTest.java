package ai.kernelpanic09.sidecar.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {

  @ParameterizedTest
  @CsvSource({
    "59, 59, true",
    "60, 60, false",
    // The machine slept: its monotonic clock stood still meanwhile.
    "1, 3600, false",
    // Its wall clock was put back.
    "61, -3600, false"
  })
  void keysEndByTheClockThatIsFurther(long monotonicSeconds, long wallSeconds, boolean valid) {
    var sent = Instant.parse("2026-11-29T10:00:00Z");
    var keys =
        SigningKeys.of(new SessionCredentials("k", "AKIA", "secret", "", 60_000), 1_000, sent);
    assertThat(
            keys.areValid(
                1_000 + TimeUnit.SECONDS.toNanos(monotonicSeconds), sent.plusSeconds(wallSeconds)))
        .isEqualTo(valid);
  }
}
