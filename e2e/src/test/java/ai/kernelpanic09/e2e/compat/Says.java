package ai.kernelpanic09.e2e.compat;

/** What the simulated model says, as scripts of the simulator's test control. */
final class Says {

  static final String TEXT = content("{\"text\": \"It is sunny in Lisbon.\"}");

  static final String STRUCTURED =
      content("{\"text\": \"{\\\"city\\\": \\\"Lisbon\\\", \\\"degrees\\\": 18}\"}");

  private static final String THINKS =
      "{\"reasoningContent\": {\"reasoningText\": {\"text\": \"Summer comes.\"}}}";

  private static final String USES_TOOL = use("get_weather", "{\"city\": \"Lisbon\"}");

  static final String TOOL = content(USES_TOOL);

  static final String THOUGHT = content(THINKS + ", {\"text\": \"It is sunny in Lisbon.\"}");

  static final String THOUGHT_AND_TOOL = content(THINKS + ", " + USES_TOOL);

  static final String CITED =
      content(
          """
          {"citationsContent": {
            "content": [{"text": "It is sunny in Lisbon."}],
            "citations": [{
              "title": "weather",
              "sourceContent": [{"text": "It is sunny in Lisbon"}],
              "location": {"documentChar": {"documentIndex": 0, "start": 0, "end": 21}}}]}}""");

  private Says() {}

  /** A structured answer as a tool's input, for clients that get it so. */
  static String structuredBy(String tool) {
    return content(use(tool, "{\"city\": \"Lisbon\", \"degrees\": 18}"));
  }

  private static String use(String tool, String input) {
    return "{\"toolUse\": {\"toolUseId\": \"tooluse_1\", \"name\": \"%s\", \"input\": %s}}"
        .formatted(tool, input);
  }

  private static String content(String blocks) {
    return "{\"content\": [" + blocks + "]}";
  }
}
