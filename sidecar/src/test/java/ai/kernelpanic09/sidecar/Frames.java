package ai.kernelpanic09.sidecar;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** An event stream as Bedrock sends it, encoded by AWS's own library. */
final class Frames {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** An answer of these texts that used 10 input and 2 output tokens. */
  static Frames answering(String... texts) {
    var frames = new Frames().begun();
    for (var text : texts) {
      frames.delta(text);
    }
    return frames.blockStop().stop("end_turn").metadata();
  }

  Frames begun() {
    return event("messageStart", "{\"role\":\"assistant\",\"p\":\"abcd\"}");
  }

  Frames blockStop() {
    return event("contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"ab\"}");
  }

  Frames stop(String reason) {
    return event("messageStop", "{\"stopReason\":\"%s\",\"p\":\"a\"}".formatted(reason));
  }

  /** The start of a tool's use, and a piece of its input. */
  Frames tool(String input) {
    return event(
            "contentBlockStart",
            "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\","
                + "\"name\":\"t\"}}}")
        .event(
            "contentBlockDelta",
            "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"%s\"}}}"
                .formatted(input.replace("\"", "\\\"")));
  }

  Frames delta(String text) {
    return event(
        "contentBlockDelta",
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"%s\"},\"p\":\"abcdefgh\"}".formatted(text));
  }

  Frames metadata() {
    return event(
        "metadata",
        "{\"metrics\":{\"latencyMs\":1},\"usage\":{\"inputTokens\":10,\"outputTokens\":2,"
            + "\"totalTokens\":12},\"p\":\"abc\"}");
  }

  Frames event(String type, String json) {
    return add(":event-type", type, "event", json);
  }

  Frames exception(String type, String message) {
    return add(":exception-type", type, "exception", "{\"message\":\"" + message + "\"}");
  }

  private Frames add(String typeHeader, String type, String messageType, String json) {
    new Message(
            Map.of(
                typeHeader,
                HeaderValue.fromString(type),
                ":content-type",
                HeaderValue.fromString("application/json"),
                ":message-type",
                HeaderValue.fromString(messageType)),
            json.getBytes(StandardCharsets.UTF_8))
        .encode(bytes);
    return this;
  }

  Buffer bytes() {
    return Buffer.buffer(bytes.toByteArray());
  }
}
