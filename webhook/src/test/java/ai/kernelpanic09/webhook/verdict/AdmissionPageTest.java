package ai.kernelpanic09.webhook.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Compares the page of admission's reasons with the enum; {@code -Dcrd.update=true}, as in {@code
 * make manifests}, writes it.
 */
class AdmissionPageTest {

  private static final Path PAGE =
      Path.of("..", "docs", "reference", "admission.md").toAbsolutePath().normalize();

  private static final String HEAD =
      """
      <!-- Generated from the enum AdmissionReason of module webhook by `make manifests`: change that instead. -->

      # Reasons of admission

      Why the webhooks decide as they do: in answers to `kubectl`, in the metrics
      `k8s_ai_operator_admissions_total{webhook, outcome, reason}` and `k8s_ai_operator_injections_total{outcome, reason}`, and in
      the Event `SidecarNotInjected` ([Events](conditions.md#events)).

      | reason | what it means |
      |---|---|
      """;

  @Test
  void thePageInTheTreeIsThatOfTheReasons() throws IOException {
    var page = new StringBuilder(HEAD);
    for (var reason : AdmissionReason.values()) {
      page.append("| `%s` | %s |\n".formatted(reason.id(), reason.sentence()));
    }
    if (Boolean.getBoolean("crd.update")) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as("generated file; `make manifests` writes it anew")
        .exists()
        .content()
        .isEqualTo(page.toString());
  }
}
