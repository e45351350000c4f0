package ai.kernelpanic09.sidecar.reply;

import ai.kernelpanic09.sidecar.bedrock.Frame;

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
   * @param index the number of the block
   * @param start the object that describes the block
   * @param isTool whether it is the use of a tool
   */
  record BlockStart(Frame frame, int index, Span start, boolean isTool) implements ReplyEvent {}

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

    /** Something else, such as reasoning or a citation. */
    record Opaque(Span object) implements Delta {}
  }
}
