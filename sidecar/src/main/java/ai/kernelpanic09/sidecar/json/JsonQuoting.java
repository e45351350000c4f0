package ai.kernelpanic09.sidecar.json;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Writes texts as JSON strings. */
public final class JsonQuoting {

  private JsonQuoting() {}

  /** The text with its quotes and escapes, in UTF-8. */
  public static byte[] of(String text) {
    return ('"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
        .getBytes(StandardCharsets.UTF_8);
  }
}
