package ai.kernelpanic09.api.condition;

/** Our kinds of resources, each of which has conditions. */
public enum ResourceKind {
  MODEL_ENDPOINT("ModelEndpoint"),
  GUARDRAIL_POLICY("GuardrailPolicy"),
  PROMPT_TEMPLATE("PromptTemplate");

  private final String id;

  ResourceKind(String id) {
    this.id = id;
  }

  /** The kind as a manifest names it. */
  public String id() {
    return id;
  }
}
