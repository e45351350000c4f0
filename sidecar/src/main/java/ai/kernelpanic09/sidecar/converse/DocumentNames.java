package ai.kernelpanic09.sidecar.converse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Names of documents as Converse takes them: letters, digits, single blanks, hyphens, parentheses
 * and square brackets, and no name twice. The same names in the same order give the same result.
 */
public final class DocumentNames {

  private static final int MAX_LENGTH = 180;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> last = new HashMap<>();

  /** A lawful name that stands for {@code wanted}, which may be empty. */
  public String of(String wanted) {
    var name = lawful(wanted);
    var unique = name;
    // Goes on from where it was: many of one name must not take a search each.
    for (var number = last.getOrDefault(name, 1); !taken.add(unique); ) {
      unique = name + " (" + ++number + ")";
      last.put(name, number);
    }
    return unique;
  }

  private static String lawful(String wanted) {
    var name = wanted.replaceAll("[^a-zA-Z0-9\\s()\\[\\]-]", "-").replaceAll("\\s+", " ").strip();
    if (name.isEmpty()) {
      return "document";
    }
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH).strip();
  }
}
