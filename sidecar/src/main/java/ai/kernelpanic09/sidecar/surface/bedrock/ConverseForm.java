package ai.kernelpanic09.sidecar.surface.bedrock;

import ai.kernelpanic09.core.price.Usage;
import ai.kernelpanic09.sidecar.bedrock.Frame;
import ai.kernelpanic09.sidecar.body.Splices;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.json.Json;
import ai.kernelpanic09.sidecar.json.JsonSplices;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Answers of Converse and ConverseStream that Bedrock has not given. */
final class ConverseForm implements OwnForm<ConverseReply> {

  @Override
  public Map<String, String> headers(ConverseReply reply) {
    return Map.of();
  }

  @Override
  public Map<String, String> streamHeaders() {
    return Map.of();
  }

  @Override
  public Splices whole(ConverseReply reply) {
    var written = reply.splices();
    written.insert(
        "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":"
            .getBytes(StandardCharsets.US_ASCII));
    reply.copyText(written);
    var to = new JsonSplices(written);
    to.text("}]}},\"stopReason\":").quoted(reply.stopReason());
    to.text(",").text(new String(used(reply), StandardCharsets.US_ASCII).substring(1)).flush();
    return written;
  }

  @Override
  public List<Frame> begin() {
    return List.of(frame("messageStart", to -> to.writeStringField("role", "assistant")));
  }

  @Override
  public List<Frame> start(int index) {
    return List.of();
  }

  @Override
  public List<Frame> end(int index, ConverseReply reply) {
    return List.of(
        frame("contentBlockStop", to -> to.writeNumberField("contentBlockIndex", index)),
        frame("messageStop", to -> to.writeStringField("stopReason", reply.stopReason())),
        Frame.of("metadata", used(reply)));
  }

  private static Frame frame(String type, Json.Members members) {
    return Frame.of(type, Json.object(64, members));
  }

  private static byte[] used(ConverseReply reply) {
    var usage = reply.usage() == null ? Usage.NONE : reply.usage();
    return Json.object(
        128,
        to -> {
          to.writeObjectFieldStart("usage");
          to.writeNumberField("inputTokens", usage.inputTokens());
          to.writeNumberField("outputTokens", usage.outputTokens());
          to.writeNumberField("totalTokens", usage.inputTokens() + usage.outputTokens());
          writePositive(to, "cacheReadInputTokens", usage.cacheReadTokens());
          writePositive(to, "cacheWriteInputTokens", usage.cacheWriteTokens());
          to.writeEndObject();
          to.writeObjectFieldStart("metrics");
          to.writeNumberField("latencyMs", 0);
          to.writeEndObject();
        });
  }

  private static void writePositive(JsonGenerator to, String name, long tokens) throws IOException {
    if (tokens > 0) {
      to.writeNumberField(name, tokens);
    }
  }
}
