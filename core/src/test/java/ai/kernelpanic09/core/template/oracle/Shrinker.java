package ai.kernelpanic09.core.template.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Finds a small case that still fails. */
final class Shrinker {

  private static final int MAX_TRIES = 5_000;

  private final Predicate<List<Integer>> fails;
  private int tries;

  private Shrinker(Predicate<List<Integer>> fails) {
    this.fails = fails;
  }

  /** Returns the choices of a case that fails, with choices as few and as small as it can find. */
  static List<Integer> shrink(List<Integer> failing, Predicate<List<Integer>> fails) {
    var shrinker = new Shrinker(fails);
    var best = failing;
    while (true) {
      var smaller = shrinker.lower(shrinker.cut(best));
      if (smaller.equals(best)) {
        return best;
      }
      best = smaller;
    }
  }

  private boolean stillFails(List<Integer> choices) {
    return tries++ < MAX_TRIES && fails.test(choices);
  }

  private List<Integer> cut(List<Integer> choices) {
    var best = choices;
    for (var length = Math.max(1, best.size() / 2); length >= 1; length /= 2) {
      for (var from = best.size() - length; from >= 0; from--) {
        if (from + length > best.size()) {
          continue;
        }
        var candidate = new ArrayList<>(best.subList(0, from));
        candidate.addAll(best.subList(from + length, best.size()));
        if (stillFails(candidate)) {
          best = candidate;
        }
      }
    }
    return best;
  }

  private List<Integer> lower(List<Integer> choices) {
    var best = choices;
    for (var i = 0; i < best.size(); i++) {
      for (var value : List.of(0, best.get(i) / 2, best.get(i) - 1)) {
        if (value >= 0 && value < best.get(i)) {
          var candidate = new ArrayList<>(best);
          candidate.set(i, value);
          if (stillFails(candidate)) {
            best = candidate;
          }
        }
      }
    }
    return best;
  }
}
