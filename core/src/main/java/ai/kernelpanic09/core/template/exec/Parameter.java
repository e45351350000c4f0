package ai.kernelpanic09.core.template.exec;

/** How a function takes an argument. */
enum Parameter {
  /** Takes the value as it is, with the interface around it. */
  VALUE,
  /** Takes what any interface holds. */
  INTERFACE,
  /** Takes strings only. */
  STRING
}
