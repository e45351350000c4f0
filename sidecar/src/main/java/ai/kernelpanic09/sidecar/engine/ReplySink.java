package ai.kernelpanic09.sidecar.engine;

import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.converse.ReplyPart;

/** Takes a streamed answer part by part. */
public interface ReplySink {

  /** The answer begins; {@code flow} may be paused while the caller is slow. */
  void begin(Flow flow);

  /** The next part. */
  void part(ReplyPart part);
}
