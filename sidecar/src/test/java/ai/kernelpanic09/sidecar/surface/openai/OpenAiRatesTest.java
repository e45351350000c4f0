package ai.kernelpanic09.sidecar.surface.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiRatesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "20, 20ms",
    "1000, 1s",
    "1500, 1.5s",
    "1007, 1.007s",
    "60000, 1m0s",
    "3723010, 62m3.01s"
  })
  void durationsAreThoseOfGo(long millis, String text) {
    assertThat(OpenAiRates.text(millis)).isEqualTo(text);
  }
}
