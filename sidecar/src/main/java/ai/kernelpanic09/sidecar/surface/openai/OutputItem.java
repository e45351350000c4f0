package ai.kernelpanic09.sidecar.surface.openai;

import java.util.List;

/** A part of a response. Its texts are ranges of one body, which it does not know. */
sealed interface OutputItem {

  /** What the model says to its user. */
  record Message(List<Range> texts) implements OutputItem {}

  /** The answer where it is a tool's input. */
  record JsonMessage(String json) implements OutputItem {}

  /**
   * A function that the caller is to call.
   *
   * @param arguments JSON
   */
  record FunctionCall(String callId, String name, String arguments) implements OutputItem {}

  /**
   * The model's thoughts.
   *
   * @param signature empty for none
   * @param redacted what only the model can read; empty where the thoughts can be read
   */
  record Reasoning(List<Range> texts, List<Range> signature, List<Range> redacted)
      implements OutputItem {}
}
