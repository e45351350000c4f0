package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.Flow;
import ai.kernelpanic09.sidecar.call.ReplySink;
import ai.kernelpanic09.sidecar.reply.ReplyEvent;

/**
 * A surface's sink, before whose answer begins its head is given what is left of the limits.
 *
 * @param head adds the headers
 */
record LimitedSink(ReplySink sink, Runnable head) implements ReplySink {

  @Override
  public void sent() {
    sink.sent();
  }

  @Override
  public void begin(EndpointName endpoint, String requestId, Flow flow) {
    head.run();
    sink.begin(endpoint, requestId, flow);
  }

  @Override
  public void event(ReplyEvent event) {
    sink.event(event);
  }
}
