package ai.kernelpanic09.operator.status;

import ai.kernelpanic09.core.spec.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The validators' errors in a spec that is stored all the same, because it was applied while the
 * webhook was off or by the rules of an earlier version.
 */
public final class SpecErrors {

  private static final int MAX_LENGTH = 4_096;

  /** The errors as a condition's message, at most 4,096 characters; empty if there are none. */
  public static Optional<String> message(List<Finding> findings) {
    var errors =
        findings.stream()
            .filter(Finding::isError)
            .map(Finding::toString)
            .collect(Collectors.joining("; "));
    return errors.isEmpty() ? Optional.empty() : Optional.of(cut(errors));
  }

  /** The first 4,096 characters of the text. */
  public static String cut(String text) {
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
  }

  private SpecErrors() {}
}
