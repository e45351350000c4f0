package ai.kernelpanic09.webhook.verdict;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Admission warnings, within the API server's bounds: it truncates long ones, and drops all of them
 * if there are too many.
 */
public final class Warnings {

  static final int MAX_LENGTH = 120;

  private static final int MAX_COUNT = 16;

  private final Set<String> texts = new LinkedHashSet<>();

  public void add(String text) {
    if (texts.size() < MAX_COUNT) {
      texts.add(shortened(text, MAX_LENGTH));
    }
  }

  public List<String> list() {
    return List.copyOf(texts);
  }

  public static String shortened(String text, int maxLength) {
    return text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + "…";
  }
}
