package ai.kernelpanic09.sidecar.converse;

import org.jspecify.annotations.Nullable;

/** A piece of a streamed answer. */
public sealed interface ReplyPart {

  /** More of the answer's text. */
  record Text(String text) implements ReplyPart {}

  /**
   * A piece of content that is no text, as Bedrock's event has it.
   *
   * @param json {@code contentBlockIndex} with {@code start} or {@code delta}
   * @param tool what it is of the use of a tool; null when it is something else
   */
  record Block(String json, @Nullable ToolPiece tool) implements ReplyPart {}

  /**
   * A piece of the use of a tool.
   *
   * @param index of the content block
   * @param input more of the tool's input, which is JSON as a whole; null where the block begins
   */
  record ToolPiece(int index, @Nullable String input) {}
}
