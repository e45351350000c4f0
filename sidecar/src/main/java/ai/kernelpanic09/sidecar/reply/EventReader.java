package ai.kernelpanic09.sidecar.reply;

import ai.kernelpanic09.sidecar.bedrock.AnswerHead;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import java.io.IOException;

/**
 * Reads one streamed answer in the form of its operation.
 *
 * @param <R> the answer as a whole
 */
public interface EventReader<R extends Reply<R>> {

  /** Takes the head of the answer as it begins: some operations tell a call's usage in headers. */
  default void opened(AnswerHead head) {}

  /**
   * Reads the next frame.
   *
   * @throws IOException when it is not an event of the operation
   */
  ReplyEvent read(Frame frame) throws IOException;

  /** Whether the answer has ended and told its usage. */
  boolean isComplete();

  /** The answer as a whole, without the content that was handed on. */
  R reply();

  /** An event that adds a text of ours, such as a guardrail's message. */
  ReplyEvent text(String text);

  /** An event with a tool's whole input, in the block {@code index}. */
  ReplyEvent toolInput(int index, String input);
}
