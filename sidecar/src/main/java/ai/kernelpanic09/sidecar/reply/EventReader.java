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

  /** The answer begins: some operations tell in headers what a call used. */
  default void opened(AnswerHead head) {}

  /**
   * Reads the next frame.
   *
   * @throws IOException when it is no event of the operation
   */
  ReplyEvent read(Frame frame) throws IOException;

  /** Whether the answer has come to its end, and has told what it used. */
  boolean isComplete();

  /** The answer as a whole, without the content that was handed on. */
  R reply();

  /** An event that adds a text of ours, such as a guardrail's message. */
  ReplyEvent text(String text);

  /** An event that is all of a tool's input, in the block of this index. */
  ReplyEvent toolInput(int index, String input);
}
