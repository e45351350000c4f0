package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallTimesTest {

  @Test
  void percentilesAreMeasuredTimes() {
    var lines =
        IntStream.rangeClosed(1, 200).mapToObj(i -> "200 0." + "%03d".formatted(i)).toList();

    var times = CallTimes.of(lines.reversed());

    assertThat(times.count()).isEqualTo(200);
    assertThat(times.medianMillis()).isEqualTo(100);
    assertThat(times.millis(99)).isEqualTo(198);
    assertThat(times.slowestMillis()).isEqualTo(200);
    assertThat(times.cells()).isEqualTo("200 | 100 ms | 198 ms | 200 ms");
  }

  @Test
  void theTimeOfALookupIsNotTheCalls() {
    assertThat(CallTimes.of(List.of("200 0.500000 0.250000")).medianMillis()).isEqualTo(250);
  }

  @Test
  void oneCallIsEveryPercentile() {
    var times = CallTimes.of(List.of("000 30.000211"));

    assertThat(times.statuses()).isEqualTo(Map.of("000", 1));
    assertThat(times.medianMillis()).isEqualTo(times.slowestMillis()).isEqualTo(30_000.211);
  }
}
