package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the answer of Converse. */
public final class ReplyReader {

  private final byte[] body;
  private final UsageReader used;
  private final StringBuilder text = new StringBuilder();
  private boolean onlyText = true;
  private int contentStart = -1;
  private int contentEnd = -1;
  private String stopReason = "";

  private ReplyReader(byte[] body, boolean longCache) {
    this.body = body;
    used = new UsageReader(longCache);
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is no answer of Converse
   */
  public static ConverseReply read(byte[] body, boolean longCache) throws IOException {
    return new ReplyReader(body, longCache).read();
  }

  private ConverseReply read() throws IOException {
    try (var from = Json.parser(body)) {
      if (from.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        var object = from.nextToken() == JsonToken.START_OBJECT;
        switch (name) {
          case "stopReason" -> {
            if (from.currentToken() == JsonToken.VALUE_STRING) {
              stopReason = from.getText();
            } else {
              from.skipChildren();
            }
          }
          case "output" -> output(from);
          case "usage" -> {
            if (object) {
              used.tokens(from);
            }
          }
          case "trace" -> {
            if (object) {
              used.trace(from);
            }
          }
          default -> from.skipChildren();
        }
      }
    }
    if (stopReason.isEmpty()) {
      throw new IOException("an answer that does not say why it ends");
    }
    var blocks =
        onlyText || contentStart < 0
            ? null
            : new String(body, contentStart, contentEnd - contentStart, StandardCharsets.UTF_8);
    return new ConverseReply(
        text.toString(), blocks, stopReason, used.usage(), used.guardrailKnown(), used.findings());
  }

  private void output(JsonParser from) throws IOException {
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var message = from.currentName().equals("message");
      if (from.nextToken() != JsonToken.START_OBJECT || !message) {
        from.skipChildren();
        continue;
      }
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var content = from.currentName().equals("content");
        if (from.nextToken() == JsonToken.START_ARRAY && content) {
          content(from);
        } else {
          from.skipChildren();
        }
      }
    }
  }

  private void content(JsonParser from) throws IOException {
    contentStart = (int) from.currentTokenLocation().getByteOffset();
    while (from.nextToken() == JsonToken.START_OBJECT) {
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var isText = from.currentName().equals("text");
        if (from.nextToken() == JsonToken.VALUE_STRING && isText) {
          text.append(from.getText());
        } else {
          onlyText = false;
          from.skipChildren();
        }
      }
    }
    contentEnd = (int) from.currentLocation().getByteOffset();
  }
}
