package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Writes a range of JSON in its shortest form, so that no escape hides a word. */
public final class CompactJson {

  private CompactJson() {}

  /**
   * A value of JSON that has been read before.
   *
   * @throws IllegalStateException when it is none
   */
  public static String of(ReceivedBytes body, int start, int end) {
    var json = new StringBuilder(Math.min(end - start, 1 << 16));
    var from = JsonScanner.lenient(body, start, end);
    try {
      for (var token = from.next(); token != Token.END; token = from.next()) {
        write(json, from, token);
      }
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("JSON that was read before can't be read", e);
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
