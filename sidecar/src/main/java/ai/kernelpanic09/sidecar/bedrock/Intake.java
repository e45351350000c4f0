package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.buffer.Buffer;

/** Takes an answer of success, part by part. Throws what the call then fails with. */
interface Intake<T> {

  /** The answer begins; its body follows. */
  void head(AnswerHead head, Flow flow);

  /** More of the body. */
  void part(Buffer part);

  /** The body has ended in order: what the answer is. */
  T end();
}
