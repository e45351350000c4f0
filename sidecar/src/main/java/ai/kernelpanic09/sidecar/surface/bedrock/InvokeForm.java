package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.invokemodel.InvokeFrames;
import ai.kernelpanic09.sidecar.invokemodel.InvokeMembers;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelCall;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelReply;
import java.util.List;
import java.util.Map;

/** Answers of InvokeModel, in the form of the model's family, that Bedrock has not given. */
record InvokeForm(InvokeModelCall call) implements OwnForm<InvokeModelReply> {

  @Override
  public Map<String, String> headers(InvokeModelReply reply) {
    return reply.headers();
  }

  @Override
  public Map<String, String> streamHeaders() {
    return Map.of("x-amzn-bedrock-content-type", "application/json");
  }

  @Override
  public Splices whole(InvokeModelReply reply) {
    var written = new Splices(new ReceivedBytes());
    written.insert(InvokeMembers.whole(reply));
    return written;
  }

  @Override
  public List<Frame> begin() {
    return InvokeFrames.begin(call.family());
  }

  @Override
  public List<Frame> start(int index) {
    return InvokeFrames.start(call.family(), index);
  }

  @Override
  public List<Frame> end(int index, InvokeModelReply reply) {
    return InvokeFrames.end(reply, index);
  }
}
