package ai.kernelpanic09.sidecar.json;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** Writes JSON in its shortest form, so that no escape hides a word. */
public final class CompactJson {

  private CompactJson() {}

  /**
   * The shortest form of a value that has been scanned before.
   *
   * @throws IllegalStateException when it is not JSON
   */
  public static String of(ReceivedBytes body, int start, int end) {
    try {
      return read(body, start, end);
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("JSON that was read before can't be read", e);
    }
  }

  /** A text that a model has written: as it is when it is not one value of JSON. */
  public static String of(String text) {
    var bytes = ReceivedBytes.of(text.getBytes(StandardCharsets.UTF_8));
    try {
      return read(bytes, 0, bytes.length());
    } catch (InvalidRequestException e) {
      return text;
    }
  }

  private static String read(ReceivedBytes body, int start, int end)
      throws InvalidRequestException {
    var json = new StringBuilder(Math.min(end - start, 1 << 16));
    var from = JsonScanner.lenient(body, start, end);
    for (var token = from.next(); token != Token.END; token = from.next()) {
      write(json, from, token);
    }
    return json.toString();
  }

  private static void write(StringBuilder json, JsonScanner from, Token token) {
    if (needsComma(json, token)) {
      json.append(',');
    }
    switch (token) {
      case START_OBJECT -> json.append('{');
      case END_OBJECT -> json.append('}');
      case START_ARRAY -> json.append('[');
      case END_ARRAY -> json.append(']');
      case NAME, TEXT -> {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(from.text(), json);
        json.append(token == Token.NAME ? "\":" : "\"");
      }
      default -> json.append(from.text());
    }
  }

  private static boolean needsComma(StringBuilder json, Token token) {
    if (json.isEmpty() || token == Token.END_OBJECT || token == Token.END_ARRAY) {
      return false;
    }
    return "{[:".indexOf(json.charAt(json.length() - 1)) < 0;
  }
}
