package ai.kernelpanic09.core.template.exec;

/** What a field has for a value of which an object knows nothing (Go's option missingkey). */
public enum MissingKey {
  /** No value, which is written as {@code <no value>}. */
  INVALID,
  /** The zero of the type, which is nil for the objects that templates see. */
  ZERO,
  /** None: the template ends with an error. */
  ERROR
}
