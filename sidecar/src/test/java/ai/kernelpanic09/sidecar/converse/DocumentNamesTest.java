package ai.kernelpanic09.sidecar.converse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents have names that Converse takes, each once. */
class DocumentNamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "notes          | notes",
        "q3_report.pdf  | q3-report-pdf",
        "'  a \t\n b  ' | a b",
        "(x) [y]-z      | (x) [y]-z",
        "''             | document",
        "' '            | document",
        "\u00fcber\ud83c\udf0d | -ber-",
      })
  void aNameIsMadeLawful(String wanted, String name) {
    assertThat(new DocumentNames().of(wanted)).isEqualTo(name);
  }

  @Test
  void noNameIsThereTwice() {
    var names = new DocumentNames();
    assertThat(names.of("a")).isEqualTo("a");
    assertThat(names.of("a (2)")).isEqualTo("a (2)");
    assertThat(names.of("a")).isEqualTo("a (3)");
    assertThat(names.of("a")).isEqualTo("a (4)");
    assertThat(names.of("a (2)")).isEqualTo("a (2) (2)");
  }

  @Test
  void aLongNameKeepsRoomForItsNumber() {
    var names = new DocumentNames();
    assertThat(names.of("x".repeat(500))).hasSize(180);
    assertThat(names.of("x".repeat(500))).hasSizeBetween(181, 200);
  }
}
