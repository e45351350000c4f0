package ai.kernelpanic09.sidecar.surface.openai;

/** OpenAI's names of why an answer ends. */
final class StopReasons {

  private StopReasons() {}

  /**
   * The name of one of Converse's reasons.
   *
   * @param jsonByTool whether the answer is a tool's input
   */
  static String finishReason(String stopReason, boolean jsonByTool) {
    return switch (stopReason) {
      case "tool_use" -> jsonByTool ? "stop" : "tool_calls";
      case "max_tokens", "model_context_window_exceeded" -> "length";
      case "guardrail_intervened", "content_filtered" -> "content_filter";
      default -> "stop";
    };
  }
}
