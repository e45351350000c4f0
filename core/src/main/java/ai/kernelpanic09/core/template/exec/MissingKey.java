package ai.kernelpanic09.core.template.exec;

/** The value of a field that an object does not have (Go's option missingkey). */
public enum MissingKey {
  /** No value, which is written as {@code <no value>}. */
  INVALID,
  /** The zero of the type, which is nil for the objects that templates see. */
  ZERO,
  /** None: the template ends with an error. */
  ERROR
}
