package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.buffer.Buffer;

/**
 * Takes a successful answer part by part. A {@link BedrockException} that {@link #part} throws
 * fails the call.
 */
interface Intake<T> {

  /** The answer begins; its body follows. */
  void head(AnswerHead head, Flow flow);

  /** Takes the next part of the body. */
  void part(Buffer part);

  /** Ends the answer, whose body is complete, and returns it in the form that the call wants. */
  T end();
}
