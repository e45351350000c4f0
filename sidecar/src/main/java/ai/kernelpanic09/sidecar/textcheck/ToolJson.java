package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON that is handed to tools, before and after a guardrail has masked it. */
public final class ToolJson {

  private ToolJson() {}

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
