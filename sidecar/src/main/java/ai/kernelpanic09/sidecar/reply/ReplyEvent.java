package ai.kernelpanic09.sidecar.reply;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import org.jspecify.annotations.Nullable;

/**
 * An event of a streamed answer, with the frame that it came in, so that it can go out unchanged.
 */
public sealed interface ReplyEvent {

  /** Bedrock's own frame, or one of ours in its form where a guardrail changed the content. */
  Frame frame();

  /** The range of a JSON value in {@link #frame}. */
  record Span(int start, int end) {

    public int length() {
      return end - start;
    }
  }

  /** The answer begins. */
  record MessageStart(Frame frame) implements ReplyEvent {}

  /**
   * A content block begins; texts may begin without it.
   *
   * @param index of the block
   * @param start the object that says what begins
   * @param tool that the block uses; null where it is something else
   */
  record BlockStart(Frame frame, int index, Span start, @Nullable ToolStart tool)
      implements ReplyEvent {}

  /**
   * The model begins to use a tool.
   *
   * @param id of this use
   */
  record ToolStart(String id, String name) {}

  /** More of a content block. */
  record BlockDelta(Frame frame, int index, Delta delta) implements ReplyEvent {}

  /** A content block is complete. */
  record BlockStop(Frame frame, int index) implements ReplyEvent {}

  /** The answer is complete; its usage may still follow. */
  record MessageStop(Frame frame, String stopReason) implements ReplyEvent {}

  /** The usage of the call, and the findings of its guardrail. */
  record Metadata(Frame frame) implements ReplyEvent {}

  /** An event without a meaning here. */
  record Other(Frame frame) implements ReplyEvent {}

  /** The content that an event adds to a block. */
  sealed interface Delta {

    /** The value of {@code delta}. */
    Span object();

    /**
     * More of the answer's text.
     *
     * @param text a JSON string, with its quotes
     */
    record Text(Span object, Span text) implements Delta {}

    /**
     * A piece of a tool's input; only all pieces together are JSON.
     *
     * @param input empty where the event has none
     */
    record ToolInput(Span object, String input) implements Delta {}

    /**
     * More of the model's thoughts.
     *
     * @param text a string of JSON, with its quotes
     */
    record Reasoning(Span object, Span text) implements Delta {}

    /**
     * Proves that thoughts are the model's own.
     *
     * @param signature a string of JSON, with its quotes
     */
    record Signature(Span object, Span signature) implements Delta {}

    /**
     * Thoughts that only the model can read.
     *
     * @param base64 a string of JSON, with its quotes
     */
    record RedactedReasoning(Span object, Span base64) implements Delta {}

    /**
     * Where the text is taken from.
     *
     * @param citation an object of JSON
     */
    record Citation(Span object, Span citation) implements Delta {}

    /** Something else, such as an image. */
    record Opaque(Span object) implements Delta {}
  }
}
