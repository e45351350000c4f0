package ai.kernelpanic09.sidecar.textcheck;

/**
 * Kinds of texts in a request that Bedrock's guardrail does not look at, or not with all of its
 * filters, unless it is asked to by a call of its own.
 */
public enum TextKind {
  /** What tools were given and have answered. */
  TOOL,
  /** The system prompt of Converse. */
  SYSTEM,
  /** Documents, search results, and what an answer has cited of them. */
  DOCUMENT,
  /** The model's thoughts of an earlier answer, which a caller could make up. */
  REASONING,
  /** Messages of InvokeModel: without marks in them the filter for prompt attacks is left out. */
  PROMPT;

  /**
   * Whether it is no prompt attack when such a text instructs the model, for that is what it is
   * for.
   */
  boolean instructs() {
    return this == SYSTEM || this == REASONING;
  }
}
