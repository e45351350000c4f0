package ai.kernelpanic09.simulator.wire;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer: a status, headers, and a body of one part or, for a stream, several.
 *
 * @param truncated whether the connection is cut after the last part, without an orderly end
 */
public record Reply(
    int status,
    Map<String, String> headers,
    List<Buffer> parts,
    boolean streamed,
    boolean truncated) {

  public static Reply json(int status, JsonObject body) {
    return bytes(status, "application/json", body.toBuffer());
  }

  public static Reply xml(int status, String body) {
    return bytes(status, "text/xml", Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
  }

  public static Reply bytes(int status, String contentType, Buffer body) {
    return new Reply(status, Map.of("content-type", contentType), List.of(body), false, false);
  }

  public static Reply stream(String contentType, List<Buffer> frames, boolean truncated) {
    return new Reply(
        200, Map.of("content-type", contentType), List.copyOf(frames), true, truncated);
  }

  /** The same answer with one more header. */
  public Reply with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, more, parts, streamed, truncated);
  }
}
