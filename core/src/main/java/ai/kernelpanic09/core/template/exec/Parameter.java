package ai.kernelpanic09.core.template.exec;

/** How a function takes an argument. */
enum Parameter {
  /** Takes the value as it is, with the interface around it. */
  VALUE,
  /** Takes the value without the interface that holds it, if any. */
  INTERFACE,
  /** Takes strings only. */
  STRING
}
