package ai.kernelpanic09.core.simulation;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Plays a test's seeds: a number of them from 0, or the one that {@code -Dsimulation.seed} names,
 * or new ones for {@code -Dsimulation.minutes}. The error of a seed that fails says how to play it
 * again.
 */
final class Seeds {

  static final boolean TRACED = Boolean.getBoolean("simulation.trace");

  private static final long ONE = Long.getLong("simulation.seed", -1);
  private static final long MINUTES = Long.getLong("simulation.minutes", 0);

  /** Plays one seed; throws when something is wrong. */
  interface Play {
    void seed(long seed);
  }

  /** Plays {@code count} seeds, or those that the system properties name. */
  static void each(Class<?> test, String method, int count, Play play) {
    if (ONE >= 0) {
      play.seed(ONE);
      return;
    }
    var first = MINUTES > 0 ? new Random().nextLong(1L << 40) : 0;
    var end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    var seed = first;
    while (MINUTES > 0 ? System.nanoTime() - end < 0 : seed < count) {
      try {
        play.seed(seed);
      } catch (Violation | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ": " + e.getMessage() + "\n" + replay(test, method, seed), e);
      }
      seed++;
    }
    if (MINUTES > 0) {
      System.out.println(method + ": seeds " + first + " to " + (seed - 1) + " are fine");
    }
  }

  private static String replay(Class<?> test, String method, long seed) {
    return "replay: mvn -pl core test -Dtest="
        + test.getSimpleName()
        + "#"
        + method
        + " -Dsimulation.seed="
        + seed
        + " -Dsimulation.trace=true";
  }

  private Seeds() {}
}
