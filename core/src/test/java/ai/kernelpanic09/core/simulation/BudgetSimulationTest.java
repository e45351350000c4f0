package ai.kernelpanic09.core.simulation;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Plays the whole life of an endpoint's budget under faults, once for each seed. {@code
 * -Dsimulation.seeds=100000} plays more seeds, {@code -Dsimulation.minutes=60} plays new seeds for
 * an hour, and {@code -Dsimulation.seed=N -Dsimulation.trace=true} plays one seed again and prints
 * its events.
 */
class BudgetSimulationTest {

  private static final int EVENTS = Integer.getInteger("simulation.events", 1_000);
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 1_000);
  private static final int SEEDS_TO_FIND_A_BUG = 400;

  @Test
  void noBudgetIsExceededAndNothingIsLost() {
    Seeds.each(
        BudgetSimulationTest.class,
        "noBudgetIsExceededAndNothingIsLost",
        SEEDS,
        seed -> play(seed, Bug.NONE));
  }

  @Test
  void budgetsAreUsedUpToTheLastCalls() {
    Seeds.each(
        BudgetSimulationTest.class,
        "budgetsAreUsedUpToTheLastCalls",
        SEEDS / 25,
        seed -> new Simulation(seed, Bug.NONE, Seeds.TRACED).exhaust(EVENTS / 4));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {
        "NONE",
        "RATE_SHARES_ARE_DOUBLED",
        "RATE_SHARES_ARE_LOST",
        "SILENT_SHARES_ARE_FREED",
        "STANDING_IS_DOUBLED",
        "STANDING_IS_LOST",
        "STANDING_OF_SILENT_PODS_IS_FREED",
        "STANDING_USE_IS_FORGOTTEN"
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
    new Simulation(seed, bug, Seeds.TRACED).play(EVENTS);
  }
}
