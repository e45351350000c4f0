package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;

/** Takes a streamed answer event by event. */
public interface ReplySink {

  /** The call has been let through: from now on a model works on it, maybe long and in silence. */
  void sent();

  /**
   * The answer begins.
   *
   * @param endpoint that answers
   * @param requestId Bedrock's name for the request; empty when no model was called
   * @param flow may be paused while the caller is slow
   */
  void begin(EndpointName endpoint, String requestId, Flow flow);

  /**
   * The next event. Those before the first content block come together with it: until then the call
   * may still be tried again.
   */
  void event(ReplyEvent event);
}
