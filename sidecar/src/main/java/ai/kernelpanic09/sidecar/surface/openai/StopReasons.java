package ai.kernelpanic09.sidecar.surface.openai;

import org.jspecify.annotations.Nullable;

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

  /** Why a response is not complete, by one of Converse's reasons; null where it is complete. */
  static @Nullable String incompleteReason(String stopReason) {
    return switch (stopReason) {
      case "max_tokens", "model_context_window_exceeded" -> "max_output_tokens";
      case "guardrail_intervened", "content_filtered" -> "content_filter";
      default -> null;
    };
  }
}
