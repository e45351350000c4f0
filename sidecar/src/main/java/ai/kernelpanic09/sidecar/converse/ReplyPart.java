package ai.kernelpanic09.sidecar.converse;

/** A piece of a streamed answer. */
public sealed interface ReplyPart {

  /** More of the answer's text. */
  record Text(String text) implements ReplyPart {}

  /**
   * A piece of content that is no text, as Bedrock's event has it.
   *
   * @param json {@code contentBlockIndex} with {@code start} or {@code delta}
   */
  record Block(String json) implements ReplyPart {}
}
