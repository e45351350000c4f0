package ai.kernelpanic09.core.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defaults for members that a message of another version leaves out. Operators and sidecars are not
 * updated at the same moment, so each reads the members that it knows.
 */
final class Absent {

  static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  static <T> List<T> orEmpty(@Nullable List<T> values) {
    return values == null ? List.of() : List.copyOf(values);
  }

  private Absent() {}
}
