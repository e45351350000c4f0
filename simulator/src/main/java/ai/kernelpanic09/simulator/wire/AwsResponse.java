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
public record AwsResponse(
    int status,
    Map<String, String> headers,
    List<Buffer> parts,
    boolean streamed,
    boolean truncated) {

  public static AwsResponse json(int status, JsonObject body) {
    return bytes(status, "application/json", body.toBuffer());
  }

  public static AwsResponse xml(int status, String body) {
    return bytes(status, "text/xml", Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
  }

  public static AwsResponse bytes(int status, String contentType, Buffer body) {
    return new AwsResponse(
        status, Map.of("content-type", contentType), List.of(body), false, false);
  }

  public static AwsResponse stream(String contentType, List<Buffer> frames, boolean truncated) {
    return new AwsResponse(
        200, Map.of("content-type", contentType), List.copyOf(frames), true, truncated);
  }

  /** The same answer with one more header. */
  public AwsResponse with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new AwsResponse(status, more, parts, streamed, truncated);
  }
}
