package ai.kernelpanic09.core.template.exec;

/** What a function does with the type of an argument. */
enum Parameter {
  /** Takes the value as it is, with the interface around it. */
  VALUE,
  /** Takes what any interface holds. */
  INTERFACE,
  /** Takes strings only. */
  STRING
}
