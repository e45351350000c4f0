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
 * Small limits of which a part is held ahead: by the time at which calls truly start, no minute
 * sees more than the limit, under faults and changes of the leader; and what is held ahead serves
 * while nobody answers.
 */
class StandingSimulationTest {

  private static final int SEEDS = Integer.getInteger("simulation.standing.seeds", 60);
  private static final int EVENTS = Integer.getInteger("simulation.standing.events", 12_000);
  private static final int SEEDS_TO_FIND_A_BUG = 200;

  @Test
  void noMinuteSeesMoreThanTheLimit() {
    Seeds.each(
        StandingSimulationTest.class,
        "noMinuteSeesMoreThanTheLimit",
        SEEDS,
        seed -> play(seed, Bug.NONE));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "STANDING_IS_DOUBLED",
        "STANDING_IS_LOST",
        "STANDING_OF_SILENT_PODS_IS_FREED",
        "STANDING_USE_IS_FORGOTTEN"
      })
  void everyMistakeWithTheStandingAllowanceIsNoticed(Bug bug) {
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
    new SimulatedSystem(new Random(seed), Scenario::ofStanding, bug, Seeds.TRACED).run(EVENTS);
  }

  /** Each pod calls for two minutes, hears nothing for one, and calls once at its end. */
  private static void callOnceAfterAMinuteWithoutAnAnswer(SimulatedSystem world) {
    pass(world, 120);
    world.stopCalling();
    world.holders.forEach(each -> each.cutUntilMillis = world.nowMillis + 60_000);
    world.pass(55_000);
    world.holders.forEach(each -> each.admitted = 0);
    world.holders.forEach(world::call);
  }

  @Test
  void activePodsServeCallsForAMinuteWhileNobodyAnswers() {
    var world = calm(5, 60, 10);
    callOnceAfterAMinuteWithoutAnAnswer(world);

    assertThat(world.holders).allSatisfy(each -> assertThat(each.admitted).isEqualTo(1));
  }

  @Test
  void withoutAnAllowanceTheSameCallsWaitForAnAnswer() {
    var world = calm(5, 60, 0);
    callOnceAfterAMinuteWithoutAnAnswer(world);

    assertThat(world.holders).allSatisfy(each -> assertThat(each.admitted).isZero());
  }

  @Test
  void aBurstOfOnePodGetsNineTenthsAtOnceThoughOthersHoldTokensAhead() {
    var world = calm(5, 60, 10);
    pass(world, 120);
    var one = world.holders.getFirst();
    world.await("no call of the last minute counts", 200_000, () -> quiet(world));
    one.admitted = 0;

    for (var call = 0; call < 60; call++) {
      world.call(one);
    }
    world.pass(3_000);

    assertThat(one.admitted).isGreaterThanOrEqualTo(54);
  }

  private static boolean quiet(SimulatedSystem world) {
    world.stopCalling();
    return world.provider.inTheLastMinute() == 0
        && world.ledger().requests().stream().allMatch(each -> each.issued() == each.returned());
  }

  @Test
  void podsThatCallNoMoreHoldNothingInTheEnd() {
    var world = calm(5, 60, 10);
    pass(world, 120);
    assertThat(world.ledger().standing()).isNotEmpty();

    world.stopCalling();
    world.pass(1_800_000);

    assertThat(world.ledger().standing()).isEmpty();
  }

  /** Pods that together use half of the limit, without faults. */
  private static SimulatedSystem calm(int pods, long limit, int percent) {
    return new SimulatedSystem(
        new Random(7),
        random ->
            Scenario.standing(random, pods, limit, percent, limit / 2, EnumSet.noneOf(Fault.class)),
        Bug.NONE,
        Seeds.TRACED);
  }

  private static void pass(SimulatedSystem world, int seconds) {
    world.start();
    world.pass(seconds * 1_000L);
  }
}
