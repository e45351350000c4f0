package ai.kernelpanic09.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void aSeedReplaysTheSameSequenceOfFaults() {
    assertThat(Plan.of(42, 200)).isEqualTo(Plan.of(42, 200)).hasSize(200);
    assertThat(Plan.of(43, 200)).isNotEqualTo(Plan.of(42, 200));
  }

  @Test
  void aShortRunIsTheBeginningOfALongOne() {
    assertThat(Plan.of(42, 200).subList(0, 16)).isEqualTo(Plan.of(42, 16));
  }

  @Test
  void aShortRunMissesNoKind() {
    assertThat(
            Plan.of(7, FaultKind.values().length).stream()
                .map(Fault::kind)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(FaultKind.values());
  }
}
