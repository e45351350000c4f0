package ai.kernelpanic09.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks every state that leases can reach in small worlds: two holders and two windows, repeated
 * reports and grants, and a deposed leader that does not know that it is deposed.
 */
class BudgetLeaseModelTest {

  private static final Map<String, String> TWO_OF_ALL = Map.of();
  private static final Map<String, String> ONE_WINDOW =
      Map.of("Windows", "{1}", "Month", "2", "MaxSeq", "2");
  private static final Map<String, String> ONE_HOLDER = Map.of("Holders", "{h1}", "MaxSeq", "2");

  @TempDir private Path directory;

  @Test
  void noStateExceedsABudgetWithTwoHoldersInTwoWindows() throws Exception {
    requireSound(TWO_OF_ALL, 10_000);
  }

  @Test
  void noStateExceedsABudgetWithTwoHoldersThatReportAndAskAgain() throws Exception {
    requireSound(ONE_WINDOW, 40_000);
  }

  @Test
  void noStateExceedsABudgetWithOneHolderOverTheRollOfAWindow() throws Exception {
    requireSound(ONE_HOLDER, 5_000);
  }

  private void requireSound(Map<String, String> world, long atLeast) throws Exception {
    var finding = new ModelChecker(directory).check(world);
    assertThat(finding.violated()).as(finding.text()).isEmpty();
    assertThat(finding.states()).as(finding.text()).isGreaterThan(atLeast);
  }

  /** Each mistake breaks the invariant that is meant to catch it. */
  @ParameterizedTest
  @CsvSource({
    "dup, ExactOnce",
    "nojournal, HolderSound",
    "reclaim, NothingLost",
    "nocas, HolderSound",
    "answerfirst, HolderSound",
    "roll, HolderSound"
  })
  void everyMistakeHasACounterexample(String bug, String invariant) throws Exception {
    var world = new HashMap<>(bug.equals("dup") || bug.equals("reclaim") ? ONE_HOLDER : TWO_OF_ALL);
    world.put("BUG", '"' + bug + '"');
    var finding = new ModelChecker(directory).check(world);
    assertThat(finding.violated()).as(finding.text()).isEqualTo(invariant);
    assertThat(finding.states()).as("it stopped at the counterexample").isZero();
  }
}
