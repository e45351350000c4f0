package ai.kernelpanic09.core.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects findings, and has the checks that several rules share. */
final class Findings {

  private final List<Finding> found = new ArrayList<>();

  List<Finding> all() {
    return List.copyOf(found);
  }

  void error(String field, String message) {
    found.add(Finding.error(field, message));
  }

  void warning(String field, String message) {
    found.add(Finding.warning(field, message));
  }

  /** Returns whether the value is present. */
  boolean required(String field, @Nullable Object value) {
    if (value == null || value.equals("")) {
      error(field, "is required");
      return false;
    }
    return true;
  }

  /** Returns whether the text is absent or matches. */
  boolean matches(String field, @Nullable String text, String pattern, String message) {
    if (text == null || Pattern.matches(pattern, text)) {
      return true;
    }
    error(field, message);
    return false;
  }

  void inRange(String field, @Nullable Integer value, int min, int max) {
    if (value != null && (value < min || value > max)) {
      error(field, "must be from " + min + " to " + max);
    }
  }

  void positiveMoney(String field, @Nullable String text) {
    if (matches(field, text, Patterns.MONEY, Patterns.POSITIVE_MONEY_MESSAGE)
        && text != null
        && text.chars().noneMatch(c -> c >= '1' && c <= '9')) {
      error(field, Patterns.POSITIVE_MONEY_MESSAGE);
    }
  }

  <T> void unique(String field, List<T> entries, String member, Function<T, Object> key) {
    var seen = new HashSet<>();
    for (var i = 0; i < entries.size(); i++) {
      var value = key.apply(entries.get(i));
      if (!seen.add(value)) {
        var path = field + "[" + i + "]" + (member.isEmpty() ? "" : "." + member);
        error(path, "repeats " + value);
      }
    }
  }
}
