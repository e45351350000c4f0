package ai.kernelpanic09.core.price;

/** A part of a guardrail that AWS charges for. Word filters and regular expressions are free. */
public enum ChargedPolicy {
  /** Content filters on text. */
  CONTENT("content"),
  /** Content filters on images. */
  IMAGE("image"),
  /** Denied topics. */
  TOPICS("topics"),
  /** Sensitive information by entity type, not by regular expression. */
  SENSITIVE_INFORMATION("sensitiveInformation"),
  /** Contextual grounding checks. */
  GROUNDING("grounding"),
  /** Automated-reasoning checks, each policy by itself. */
  AUTOMATED_REASONING("automatedReasoning");

  final String row;

  ChargedPolicy(String row) {
    this.row = row;
  }
}
