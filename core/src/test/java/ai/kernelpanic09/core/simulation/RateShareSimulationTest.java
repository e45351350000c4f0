package ai.kernelpanic09.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.kernelpanic09.core.simulation.Scenario.Fault;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shares of large limits: by the time at which calls truly start, no minute sees more than the
 * limit, under faults, changes of the leader and demand that moves from pod to pod.
 */
class RateShareSimulationTest {

  private static final int SEEDS = Integer.getInteger("simulation.rate.seeds", 30);
  private static final int EVENTS = Integer.getInteger("simulation.rate.events", 25_000);
  private static final int SEEDS_TO_FIND_A_BUG = 200;

  @Test
  void noMinuteSeesMoreThanALargeLimit() {
    Seeds.each(
        RateShareSimulationTest.class,
        "noMinuteSeesMoreThanALargeLimit",
        SEEDS,
        seed -> play(seed, Bug.NONE));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RATE_SHARES_ARE_DOUBLED", "RATE_SHARES_ARE_LOST", "SILENT_SHARES_ARE_FREED"})
  void everyMistakeWithSharesIsNoticed(Bug bug) {
    for (var seed = 0; seed < SEEDS_TO_FIND_A_BUG; seed++) {
      try {
        play(seed, bug);
      } catch (Violation noticed) {
        assertThat(noticed).hasMessageContaining("calls within a minute");
        return;
      }
    }
    fail(SEEDS_TO_FIND_A_BUG + " seeds did not notice " + bug);
  }

  private static void play(long seed, Bug bug) {
    new SimulatedSystem(new Random(seed), Scenario::ofLargeLimit, bug, Seeds.TRACED).run(EVENTS);
  }

  @Test
  void twiceTheLimitOfferedUsesMoreThanFourFifthsOfIt() {
    var world = calm(1_000, 2_000, 0);
    pass(world, 150);
    assertThat(world.provider.inTheLastMinute()).isBetween(850, 1_000);
  }

  @Test
  void lessThanTheLimitOfferedPassesNearlyWhole() {
    var world = calm(1_000, 700, 0);
    pass(world, 150);
    assertThat(world.provider.inTheLastMinute()).isBetween(600, 850);
  }

  @Test
  void aShiftOfAllDemandToAnotherPodCostsLittle() {
    var world = calm(1_000, 1_600, 60_000);
    pass(world, 240);
    assertThat(world.provider.inTheLastMinute()).isBetween(750, 1_000);
  }

  private static SimulatedSystem calm(long limit, long callsPerMinute, long shiftMillis) {
    return new SimulatedSystem(
        new Random(7),
        random ->
            Scenario.largeLimit(
                random, limit, callsPerMinute, shiftMillis, EnumSet.noneOf(Fault.class)),
        Bug.NONE,
        Seeds.TRACED);
  }

  private static void pass(SimulatedSystem world, int seconds) {
    world.start();
    world.pass(seconds * 1_000L);
  }
}
