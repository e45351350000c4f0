package ai.kernelpanic09.core.model;

/**
 * What a call may ask of a model that not all models can do. Where families want the same in other
 * members of the request, each way is a feature of its own.
 */
public enum ModelFeature {
  TEMPERATURE("a temperature"),
  TOP_P("top_p"),
  TOP_K("top_k"),
  TOP_K_OF_NOVA("top_k"),
  THINKING_ENABLED("thinking with a budget of tokens"),
  THINKING_ADAPTIVE("adaptive thinking"),
  EFFORT("an effort"),
  REASONING_EFFORT("an effort"),
  JSON_SCHEMA("a JSON schema for its answer"),
  SCHEMA_BOUNDS("bounds of numbers and lengths in a JSON schema"),
  STRICT_TOOLS("strict tools"),
  TOOL_CHOICE_ANY("being made to use some tool"),
  TOOL_CHOICE_TOOL("being made to use one tool");

  private final String text;

  ModelFeature(String text) {
    this.text = text;
  }

  /** What errors call it. */
  public String text() {
    return text;
  }
}
