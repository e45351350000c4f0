package ai.kernelpanic09.core.template.parse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** The variables that are declared at a place of a text. */
final class Scope {

  private final Deque<String> declared = new ArrayDeque<>();
  private final Map<String, Integer> counts = new HashMap<>();

  Scope() {
    declare("$");
  }

  void declare(String name) {
    declared.push(name);
    counts.merge(name, 1, Integer::sum);
  }

  boolean knows(String name) {
    return counts.containsKey(name);
  }

  int size() {
    return declared.size();
  }

  /** Forgets the variables after the first {@code size}. */
  void shrink(int size) {
    while (declared.size() > size) {
      counts.computeIfPresent(declared.pop(), (name, count) -> count == 1 ? null : count - 1);
    }
  }
}
