package ai.kernelpanic09.sidecar.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Copies the tools that a request offers, by an allow-list. */
final class ToolConfigReader {

  private final JsonParser from;
  private final JsonGenerator to;
  private final ContentReader content;

  /**
   * @param content counts what is copied
   */
  ToolConfigReader(JsonParser from, JsonGenerator to, ContentReader content) {
    this.from = from;
    this.to = to;
    this.content = content;
  }

  /** The object {@code toolConfig}, at its first token. */
  void read(String path) throws IOException, InvalidRequestException {
    if (from.currentToken() != JsonToken.START_OBJECT) {
      throw new InvalidRequestException(path, "must be an object with tools");
    }
    to.writeStartObject();
    var offered = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      var member = path + "." + name;
      to.writeFieldName(name);
      from.nextToken();
      switch (name) {
        case "tools" -> {
          if (offered) {
            throw new InvalidRequestException(member, "is there twice");
          }
          offered = true;
          tools(member);
        }
        case "toolChoice" -> content.toolPart(member, false);
        default -> throw new InvalidRequestException(member, "is not known");
      }
    }
    if (!offered) {
      throw new InvalidRequestException(path + ".tools", "is missing");
    }
    to.writeEndObject();
  }

  private void tools(String path) throws IOException, InvalidRequestException {
    if (from.currentToken() != JsonToken.START_ARRAY) {
      throw new InvalidRequestException(path, "must be an array of tools");
    }
    to.writeStartArray();
    for (var i = 0; from.nextToken() != JsonToken.END_ARRAY; i++) {
      tool(path + "[" + i + "]");
    }
    to.writeEndArray();
  }

  private void tool(String path) throws IOException, InvalidRequestException {
    var object = from.currentToken() == JsonToken.START_OBJECT;
    var name = object && from.nextToken() == JsonToken.FIELD_NAME ? from.currentName() : "";
    // Bedrock's own tools (systemTool) have prices of their own.
    if (!name.equals("toolSpec") && !name.equals("cachePoint")) {
      throw new InvalidRequestException(path, "must be a toolSpec or a cachePoint");
    }
    from.nextToken();
    to.writeStartObject();
    to.writeFieldName(name);
    content.toolPart(path + "." + name, name.equals("cachePoint"));
    if (from.nextToken() != JsonToken.END_OBJECT) {
      throw new InvalidRequestException(path, "must have exactly one member");
    }
    to.writeEndObject();
  }
}
