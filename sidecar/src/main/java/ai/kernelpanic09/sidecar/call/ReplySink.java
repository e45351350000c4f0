package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;

/** Takes a streamed answer event by event. */
public interface ReplySink {

  /**
   * The gate has let the call through: from now on a model works on it, maybe long and in silence.
   */
  void sent();

  /**
   * The answer begins.
   *
   * @param endpoint the endpoint that answers
   * @param requestId Bedrock's id of the request; empty when no model was called
   * @param flow pauses the answer while the caller is slow
   */
  void begin(EndpointName endpoint, String requestId, Flow flow);

  /**
   * Takes the next event. Events before the first content block come together with it, for until
   * then the call may be retried.
   */
  void event(ReplyEvent event);
}
