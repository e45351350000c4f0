package ai.kernelpanic09.e2e.drift;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is said of an interface, one fact at a time: {@code Message.role required} is {@code yes}.
 */
final class Facts {

  private static final String YES = "yes";

  private final SortedMap<String, String> facts = new TreeMap<>();

  void put(String what, String value) {
    facts.put(what, value);
  }

  /** Each of them is there. */
  void all(String kind, Collection<String> names) {
    names.forEach(each -> put(kind + " " + each, YES));
  }

  Map<String, String> byName() {
    return facts;
  }
}
