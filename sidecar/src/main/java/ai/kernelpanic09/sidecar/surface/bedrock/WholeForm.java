package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.reply.WholeReply;
import java.util.List;
import java.util.Map;

/** Answers of operations that call no model: all of them are Bedrock's. */
final class WholeForm implements OwnForm<WholeReply> {

  @Override
  public Map<String, String> headers(WholeReply reply) {
    return Map.of();
  }

  @Override
  public Map<String, String> streamHeaders() {
    return Map.of();
  }

  @Override
  public Splices whole(WholeReply reply) {
    return reply.body();
  }

  @Override
  public List<Frame> begin() {
    return List.of();
  }

  @Override
  public List<Frame> start(int index) {
    return List.of();
  }

  @Override
  public List<Frame> end(int index, WholeReply reply) {
    return List.of();
  }
}
