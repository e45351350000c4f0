package ai.kernelpanic09.sidecar.surface.own;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the table of error codes in the tree with the codes themselves; {@code
 * -Dcrd.update=true}, as in {@code make manifests}, writes it.
 */
class ErrorTableTest {

  private static final Path TABLE =
      Path.of("..").toAbsolutePath().normalize().resolve("docs/reference/errors.md");

  private static final String HEAD =
      """
      <!-- Generated from the error codes by `make manifests`: change ErrorCode in module core instead. -->

      # Error codes

      Why a call has no answer. The form of errors, and their statuses on other surfaces: [Calling](../calling.md).

      | code | status of `/invoke` and `/render` | meaning | fix | worth trying again |
      |---|---|---|---|---|
      """;

  @Test
  void theTableInTheTreeIsThatOfTheCodes() throws IOException {
    var expected =
        HEAD + Stream.of(ErrorCode.values()).map(ErrorTableTest::row).collect(Collectors.joining());
    if (Boolean.getBoolean("crd.update")) {
      Files.writeString(TABLE, expected);
    }
    assertThat(TABLE)
        .as("generated file; `make manifests` writes it anew")
        .exists()
        .content()
        .isEqualTo(expected);
  }

  private static String row(ErrorCode code) {
    return "| `%s` | %d | %s | %s | %s |%n"
        .formatted(
            code.text(), ErrorStatus.of(code), code.meaning(), code.fix(), code.retry().text());
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyCodeSaysInOneSentenceWhatItMeansAndWhatHelps(ErrorCode code) {
    assertThat(code.meaning()).matches("[A-Z][^|]*\\.");
    assertThat(code.fix()).matches("[A-Z][^|]*\\.");
  }
}
