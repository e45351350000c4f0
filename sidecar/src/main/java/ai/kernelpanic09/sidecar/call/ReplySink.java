package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.converse.ReplyPart;

/** Takes a streamed answer part by part. */
public interface ReplySink {

  /** The call has been let through: from now on a model works on it, maybe long and in silence. */
  void sent();

  /**
   * The answer begins.
   *
   * @param endpoint that answers
   * @param flow may be paused while the caller is slow
   */
  void begin(EndpointName endpoint, Flow flow);

  /** The next part. */
  void part(ReplyPart part);
}
