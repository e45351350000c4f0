package ai.kernelpanic09.core.template.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The choices that make up a case, drawn at random or replayed.
 *
 * <p>Fewer or smaller choices make a smaller case, so the cases of any grammar can be reduced
 * without code that knows the grammar. The choice 0 is the simplest, and is drawn when a replay
 * runs out.
 */
final class Choices {

  private final @Nullable RandomGenerator random;
  private final List<Integer> replayed;
  private final List<Integer> drawn = new ArrayList<>();

  private Choices(@Nullable RandomGenerator random, List<Integer> replayed) {
    this.random = random;
    this.replayed = replayed;
  }

  static Choices random(RandomGenerator random) {
    return new Choices(random, List.of());
  }

  static Choices replay(List<Integer> choices) {
    return new Choices(null, choices);
  }

  /** Returns a number from 0 to below {@code bound}. */
  int below(int bound) {
    int choice;
    if (random != null) {
      choice = random.nextInt(bound);
    } else {
      choice = drawn.size() < replayed.size() ? replayed.get(drawn.size()) % bound : 0;
    }
    drawn.add(choice);
    return choice;
  }

  /** Returns true with a chance of {@code chance} in a hundred. */
  boolean percent(int chance) {
    return below(100) >= 100 - chance;
  }

  @SafeVarargs
  final <T> T of(T... options) {
    return options[below(options.length)];
  }

  List<Integer> drawn() {
    return drawn;
  }
}
