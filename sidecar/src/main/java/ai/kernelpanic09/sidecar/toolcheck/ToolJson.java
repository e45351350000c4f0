package ai.kernelpanic09.sidecar.toolcheck;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON that is handed to tools, before and after a guardrail has masked it. */
public final class ToolJson {

  private ToolJson() {}

  /** The JSON in its shortest form; a text that is not JSON stays as it is. */
  static String compact(String json) {
    var bytes = new ByteArrayOutputStream(json.length());
    try (var from = Json.parser(json.getBytes(StandardCharsets.UTF_8));
        var to = Json.generator(bytes)) {
      if (from.nextToken() == null) {
        return json;
      }
      to.copyCurrentStructure(from);
    } catch (IOException e) {
      return json;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * Checks that a masked text is still one JSON value.
   *
   * @throws IOException when it is not
   */
  public static void requireValue(String json) throws IOException {
    try (var from = Json.parser(json.getBytes(StandardCharsets.UTF_8))) {
      var first = from.nextToken();
      if (first == null || first == JsonToken.NOT_AVAILABLE) {
        throw new IOException("nothing is left");
      }
      from.skipChildren();
      if (from.nextToken() != null) {
        throw new IOException("more than one value");
      }
    }
  }
}
