package ai.kernelpanic09.core.simulation;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whole lives of an endpoint's budget under faults, by seed. {@code -Dsimulation.seeds=100000}
 * plays more of them, {@code -Dsimulation.seed=N -Dsimulation.trace=true} one again.
 */
class BudgetSimulationTest {

  private static final int EVENTS = Integer.getInteger("simulation.events", 1_000);
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);
  private static final long FIRST_SEED = Long.getLong("simulation.seed", -1);
  private static final boolean TRACED = Boolean.getBoolean("simulation.trace");
  private static final int SEEDS_TO_FIND_A_BUG = 400;

  @Test
  void noBudgetIsExceededAndNothingIsLost() {
    each("noBudgetIsExceededAndNothingIsLost", SEEDS, seed -> play(seed, Bug.NONE));
  }

  @Test
  void budgetsAreUsedUpToTheLastCalls() {
    each(
        "budgetsAreUsedUpToTheLastCalls",
        SEEDS / 25,
        seed -> new Simulation(seed, Bug.NONE, TRACED).exhaust(EVENTS / 4));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NONE",
        "RATE_SHARES_ARE_DOUBLED",
        "RATE_SHARES_ARE_LOST",
        "SILENT_SHARES_ARE_FREED"
      })
  void everyMistakeIsNoticed(Bug bug) {
    for (var seed = 0; seed < SEEDS_TO_FIND_A_BUG; seed++) {
      try {
        play(seed, bug);
      } catch (Violation noticed) {
        return;
      }
    }
    fail(SEEDS_TO_FIND_A_BUG + " seeds did not notice " + bug);
  }

  private static void play(long seed, Bug bug) {
    new Simulation(seed, bug, TRACED).play(EVENTS);
  }

  private interface Play {
    void seed(long seed);
  }

  private static void each(String test, int seeds, Play play) {
    if (FIRST_SEED >= 0) {
      play.seed(FIRST_SEED);
      return;
    }
    for (var seed = 0L; seed < seeds; seed++) {
      try {
        play.seed(seed);
      } catch (Violation | RuntimeException e) {
        throw new AssertionError(
            "seed "
                + seed
                + ": "
                + e.getMessage()
                + "\nreplay: mvn -pl core test -Dtest=BudgetSimulationTest#"
                + test
                + " -Dsimulation.seed="
                + seed
                + " -Dsimulation.trace=true",
            e);
      }
    }
  }
}
