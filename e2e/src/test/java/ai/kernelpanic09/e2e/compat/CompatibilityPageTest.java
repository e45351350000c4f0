package ai.kernelpanic09.e2e.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares the page of clients with the table of expected results; {@code -Dcrd.update=true}, as in
 * {@code make manifests}, writes it.
 */
class CompatibilityPageTest {

  private static final Path PAGE =
      Path.of("..", "docs", "compatibility.md").toAbsolutePath().normalize();

  @Test
  void thePageInTheTreeIsThatOfTheTable() throws IOException {
    var page = new CompatibilityPage(ExpectedTable.read()).text();
    if (Boolean.getBoolean("crd.update")) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as("generated file; `make manifests` writes it anew")
        .exists()
        .content()
        .isEqualTo(page);
  }
}
