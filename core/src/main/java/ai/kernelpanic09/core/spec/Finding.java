package ai.kernelpanic09.core.spec;

/**
 * Something that is wrong with a spec, or that its author should know.
 *
 * @param field path such as {@code spec.fallbacks[1]}
 * @param message what is wrong, as the rest of a sentence that begins with the field
 */
public record Finding(Severity severity, String field, String message) {

  /** Whether the spec can be used at all. */
  public enum Severity {
    ERROR,
    WARNING
  }

  static Finding error(String field, String message) {
    return new Finding(Severity.ERROR, field, message);
  }

  static Finding warning(String field, String message) {
    return new Finding(Severity.WARNING, field, message);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    return field + ": " + message;
  }
}
