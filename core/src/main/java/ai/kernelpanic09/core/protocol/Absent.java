package ai.kernelpanic09.core.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for what a message of another version leaves out: operators and sidecars are never
 * updated in one moment, so each reads what it knows and takes the rest as not said.
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
