package ai.kernelpanic09.e2e.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

  @Test
  void versionsAreInMavensOrder() {
    var ascending =
        List.of(
            "2.0-alpha1",
            "2.0-beta.2",
            "2.0.0.M3",
            "2.0-RC1",
            "2.0-SNAPSHOT",
            "2.0",
            "2.0-sp1",
            "2.0.0.1",
            "2.0.10",
            "2.18.9",
            "2.21",
            "2.21.8",
            "4.1.135.Final",
            "4.2.0.Final",
            "10");

    for (var i = 0; i < ascending.size(); i++) {
      for (var j = 0; j < ascending.size(); j++) {
        assertThat(new Version(ascending.get(i)).compareTo(new Version(ascending.get(j))))
            .as(ascending.get(i) + " to " + ascending.get(j))
            .matches(Integer.compare(i, j) == 0 ? c -> c == 0 : i < j ? c -> c < 0 : c -> c > 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4.2.18.Final, 4.2.18", "2.21, 2.21.0", "1.0.0.GA, 1", "3.0-RC1, 3.0.0.CR1"})
  void whatIsMissingIsZeroOrNone(String one, String other) {
    assertThat(new Version(one)).isEqualByComparingTo(new Version(other));
  }

  @ParameterizedTest
  @CsvSource({
    "'[2.19,2.21.8)', 2.21.7, true",
    "'[2.19,2.21.8)', 2.21.8, false",
    "'[2.19,2.21.8)', 2.18.9, false",
    "'(,4.2.15.Final)', 4.2.14.Final, true",
    "'(,4.2.15.Final)', 4.2.15.Final, false",
    "'[5.0.0,5.0.4]', 5.0.4, true",
    "'[5.0.0,5.0.4]', 5.0.5, false",
    "'[3.0,)', 99, true",
    "'[3.0,)', 2.9, false"
  })
  void rangesContainWhatLiesBetweenTheirBounds(String range, String version, boolean contained) {
    assertThat(Range.readAll(range).getFirst().contains(new Version(version))).isEqualTo(contained);
    assertThat(Range.readAll(range).getFirst()).hasToString(range);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2.21.8", "[2.19;2.21)", "[,2.21.8)", "(2.19,2.21.8)", "[2,3) ,"})
  void whatIsNoRangeIsRefused(String text) {
    assertThatThrownBy(() -> Range.readAll(text)).hasMessageContaining("is no range such as");
  }
}
