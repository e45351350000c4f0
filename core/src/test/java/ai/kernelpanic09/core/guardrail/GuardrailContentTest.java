package ai.kernelpanic09.core.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the request and the hash of each policy of the corpus with those of earlier releases.
 */
class GuardrailContentTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Path> policies() throws IOException {
    try (var files = Files.list(Path.of("src/test/resources/guardrails"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aPolicyHasTheContentAndTheHashOfEveryReleaseBefore(Path file) throws IOException {
    var golden = JSON.readTree(file.toFile());
    var content =
        GuardrailContent.of(JSON.treeToValue(golden.path("spec"), GuardrailPolicySpec.class));

    assertThat(content.canonicalText()).isEqualTo(golden.path("canonical").asText());
    assertThat(content.hash()).isEqualTo(golden.path("hash").asText());
    assertThat(JSON.readTree(content.members().json())).isEqualTo(golden.path("sent"));
  }

  @ParameterizedTest
  @CsvSource({"pii-and-safety, pii-and-safety-local", "'', -local"})
  void aGuardrailIsNamedAfterPolicyAndOwner(String policy, String name) {
    assertThat(GuardrailLabels.name(policy, "local")).isEqualTo(name);
  }

  @Test
  void aLongNameIsCut() {
    assertThat(GuardrailLabels.name("p".repeat(45), "local")).isEqualTo("p".repeat(39) + "-local");
  }

  @Test
  void fromTheTenthVersionOnTheOldestThatNobodyUsesMakesRoom() {
    assertThat(VersionRetention.superfluous(versions(9), Set.of())).isEmpty();
    assertThat(VersionRetention.superfluous(versions(10), Set.of())).containsExactly("1");
    assertThat(VersionRetention.superfluous(versions(12), Set.of("1", "3")))
        .containsExactly("2", "4", "5");
    assertThat(VersionRetention.superfluous(versions(10), Set.copyOf(versions(9)))).isEmpty();
    assertThat(VersionRetention.superfluous(List.of(), Set.of())).isEmpty();
  }

  private static List<String> versions(int newest) {
    return IntStream.rangeClosed(1, newest).mapToObj(Integer::toString).toList();
  }
}
