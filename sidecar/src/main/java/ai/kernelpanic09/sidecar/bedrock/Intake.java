package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.buffer.Buffer;

/** Takes the body of an answer of success, part by part. Throws what the call then fails with. */
interface Intake<T> {

  /** More of the body. */
  void part(Buffer part);

  /** The body has ended in order: what it is. */
  T end();
}
