package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the start or a delta of a content block: text as text, all else as it is. */
final class BlockReader {

  private final ByteArrayOutputStream block;
  private int index;
  private boolean tool;
  private @Nullable String input;

  private BlockReader(int capacity) {
    block = new ByteArrayOutputStream(capacity);
  }

  /** An event's object, after its first token. */
  static ReplyPart read(JsonParser from, int capacity) throws IOException {
    return new BlockReader(capacity).read(from);
  }

  private ReplyPart read(JsonParser from) throws IOException {
    try (var to = Json.generator(block)) {
      to.writeStartObject();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        var name = from.currentName();
        var object = from.nextToken() == JsonToken.START_OBJECT;
        switch (name) {
          case "contentBlockIndex" -> {
            index = from.getIntValue();
            to.writeNumberField(name, index);
          }
          case "start", "delta" -> {
            var text = object ? union(name, from, to) : null;
            if (text != null) {
              return new ReplyPart.Text(text);
            }
          }
          // Such as the padding that hides the length of tokens.
          default -> from.skipChildren();
        }
      }
      to.writeEndObject();
    }
    return new ReplyPart.Block(
        block.toString(StandardCharsets.UTF_8),
        tool ? new ReplyPart.ToolPiece(index, input) : null);
  }

  /** The text of a delta; null when it is something else, which is copied then. */
  private @Nullable String union(String name, JsonParser from, JsonGenerator to)
      throws IOException {
    var first = true;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var member = from.currentName();
      from.nextToken();
      if (first && member.equals("text") && name.equals("delta")) {
        return from.currentToken() == JsonToken.VALUE_STRING ? from.getText() : "";
      }
      if (first) {
        to.writeObjectFieldStart(name);
        first = false;
      }
      to.writeFieldName(member);
      if (member.equals("toolUse") && from.currentToken() == JsonToken.START_OBJECT) {
        tool = true;
        toolUse(from, to, name.equals("delta"));
      } else {
        to.copyCurrentStructure(from);
      }
    }
    if (first) {
      to.writeObjectFieldStart(name);
    }
    to.writeEndObject();
    return null;
  }

  private void toolUse(JsonParser from, JsonGenerator to, boolean delta) throws IOException {
    input = delta ? "" : null;
    to.writeStartObject();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var isInput = delta && from.currentName().equals("input");
      to.writeFieldName(from.currentName());
      if (from.nextToken() == JsonToken.VALUE_STRING && isInput) {
        input = from.getText();
      }
      to.copyCurrentStructure(from);
    }
    to.writeEndObject();
  }
}
