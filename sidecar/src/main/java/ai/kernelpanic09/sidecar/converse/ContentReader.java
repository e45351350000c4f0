package ai.kernelpanic09.sidecar.converse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Copies messages and system prompts in Converse's own shape, by an allow-list, and counts on the
 * way what decides the worst case.
 *
 * <p>Counts err upwards only. JSON that the model reads in a form of its own (tool input, results)
 * counts three times its bytes: escapes and separators can't make it longer than that.
 */
final class ContentReader {

  private static final int JSON_FACTOR = 3;

  /** Guardrails bill begun units of so many characters; each block may begin its own. */
  private static final long GUARDRAIL_UNIT = 1_000;

  private final JsonParser from;
  private final JsonGenerator to;
  private int parts;
  private long textBytes;
  private long guardedCharacters;
  private int images;
  private boolean opaque;
  private boolean tools;
  private boolean cachePoint;
  private boolean longCache;
  private final ToolTexts toolTexts = new ToolTexts();

  ContentReader(JsonParser from, JsonGenerator to) {
    this.from = from;
    this.to = to;
  }

  ConverseRequest.Counts counts() {
    return new ConverseRequest.Counts(
        parts, textBytes, guardedCharacters, images, opaque, tools, cachePoint, longCache);
  }

  ToolTexts toolTexts() {
    return toolTexts;
  }

  /** The array of messages, at its first token. */
  void messages(String path) throws IOException, InvalidRequestException {
    expect(JsonToken.START_ARRAY, path, "must be an array of messages");
    to.writeStartArray();
    var count = 0;
    while (from.nextToken() != JsonToken.END_ARRAY) {
      message(path + "[" + count + "]");
      count++;
    }
    if (count == 0) {
      throw new InvalidRequestException(path, "must hold at least one message");
    }
    to.writeEndArray();
  }

  /** The system prompt, at its first token: a text, or an array of blocks. */
  void system(String path) throws IOException, InvalidRequestException {
    if (from.currentToken() == JsonToken.VALUE_STRING) {
      to.writeStartArray();
      textBlock(path);
      to.writeEndArray();
      return;
    }
    expect(JsonToken.START_ARRAY, path, "must be a text or an array of content blocks");
    to.writeStartArray();
    for (var i = 0; from.nextToken() != JsonToken.END_ARRAY; i++) {
      block(path + "[" + i + "]", BlockPlace.SYSTEM);
    }
    to.writeEndArray();
  }

  private void message(String path) throws IOException, InvalidRequestException {
    expect(JsonToken.START_OBJECT, path, "must be an object with role and content");
    to.writeStartObject();
    parts++;
    var role = false;
    var content = false;
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      var member = path + "." + name;
      from.nextToken();
      switch (name) {
        case "role" -> {
          once(role, member);
          role = true;
          role(member);
        }
        case "content" -> {
          once(content, member);
          content = true;
          to.writeFieldName("content");
          content(member);
        }
        default -> throw new InvalidRequestException(member, "is not known");
      }
    }
    require(role, path + ".role");
    require(content, path + ".content");
    to.writeEndObject();
  }

  private void role(String path) throws IOException, InvalidRequestException {
    expect(JsonToken.VALUE_STRING, path, "must be \"user\" or \"assistant\"");
    var role = from.getText();
    if (!role.equals("user") && !role.equals("assistant")) {
      throw new InvalidRequestException(
          path,
          role.equals("system")
              ? "must be \"user\" or \"assistant\"; a system prompt goes into the member system"
              : "must be \"user\" or \"assistant\"");
    }
    to.writeStringField("role", role);
  }

  private void content(String path) throws IOException, InvalidRequestException {
    to.writeStartArray();
    if (from.currentToken() == JsonToken.VALUE_STRING) {
      textBlock(path);
    } else {
      expect(JsonToken.START_ARRAY, path, "must be a text or an array of content blocks");
      var count = 0;
      while (from.nextToken() != JsonToken.END_ARRAY) {
        block(path + "[" + count + "]", BlockPlace.MESSAGE);
        count++;
      }
      if (count == 0) {
        throw new InvalidRequestException(path, "must not be empty");
      }
    }
    to.writeEndArray();
  }

  private void textBlock(String path) throws IOException, InvalidRequestException {
    parts++;
    to.writeStartObject();
    to.writeFieldName("text");
    text(path, true);
    to.writeEndObject();
  }

  /** A union: an object with exactly one member. */
  private void block(String path, BlockPlace place) throws IOException, InvalidRequestException {
    expect(JsonToken.START_OBJECT, path, "must be a content block, such as {\"text\": \"…\"}");
    if (from.nextToken() != JsonToken.FIELD_NAME) {
      throw new InvalidRequestException(path, "is an empty content block");
    }
    parts++;
    to.writeStartObject();
    var name = from.currentName();
    var member = path + "." + name;
    if (!place.allows(name)) {
      throw new InvalidRequestException(member, "is not a content block that is allowed here");
    }
    from.nextToken();
    to.writeFieldName(name);
    switch (name) {
      case "text" -> {
        if (place == BlockPlace.TOOL_RESULT) {
          toolText(member);
        } else {
          text(member, true);
        }
      }
      case "image" -> {
        notReadable(member, place);
        image(member);
      }
      case "document", "video", "audio", "reasoningContent" -> {
        // How many tokens these are can't be told from their bytes.
        opaque = true;
        notReadable(member, place);
        object(member, true);
      }
      case "toolUse" -> toolUse(member);
      case "toolResult" -> toolResult(member);
      case "json" -> toolJson();
      case "searchResult" -> {
        if (place == BlockPlace.TOOL_RESULT) {
          expect(JsonToken.START_OBJECT, member, "must be an object");
          toolJson();
        } else {
          object(member, true);
        }
      }
      case "guardContent", "citationsContent" -> object(member, true);
      case "cachePoint" -> {
        cachePoint = true;
        object(member, false);
      }
      default -> throw new IllegalStateException("a block without a reader: " + name);
    }
    if (from.nextToken() != JsonToken.END_OBJECT) {
      throw new InvalidRequestException(path, "must have exactly one member");
    }
    to.writeEndObject();
  }

  private void text(String path, boolean guarded) throws IOException, InvalidRequestException {
    expect(JsonToken.VALUE_STRING, path, "must be a text");
    var text = from.getTextCharacters();
    var offset = from.getTextOffset();
    var length = from.getTextLength();
    if (isBlank(text, offset, length)) {
      throw new InvalidRequestException(path, "must not be blank");
    }
    textBytes += utf8Bytes(text, offset, length);
    if (guarded) {
      guard(length);
    }
    to.writeString(text, offset, length);
  }

  private void image(String path) throws IOException, InvalidRequestException {
    images++;
    expect(JsonToken.START_OBJECT, path, "must be an object");
    copy();
  }

  private void toolUse(String path) throws IOException, InvalidRequestException {
    tools = true;
    expect(JsonToken.START_OBJECT, path, "must be an object");
    to.writeStartObject();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      to.writeFieldName(name);
      from.nextToken();
      if (name.equals("input")) {
        toolJson();
      } else {
        json(false);
      }
    }
    to.writeEndObject();
  }

  private void toolText(String path) throws IOException, InvalidRequestException {
    var start = (int) written();
    text(path, false);
    noteTool(start, from.getTextLength());
  }

  private void toolJson() throws IOException {
    var start = (int) written();
    json(false);
    noteTool(start, written() - start);
  }

  private void noteTool(int start, long length) throws IOException {
    // What the generator still holds is not in the sink yet.
    to.flush();
    toolTexts.add(((ByteSink) to.getOutputTarget()).bytes(), start, (int) written(), length);
  }

  private void notReadable(String path, BlockPlace place) {
    if (place == BlockPlace.TOOL_RESULT) {
      toolTexts.unreadable(path);
    }
  }

  /** Part of the tools that are offered, at its first token. */
  void toolPart(String path, boolean isCachePoint) throws IOException, InvalidRequestException {
    tools = true;
    cachePoint |= isCachePoint;
    object(path, false);
  }

  private void toolResult(String path) throws IOException, InvalidRequestException {
    tools = true;
    expect(JsonToken.START_OBJECT, path, "must be an object");
    to.writeStartObject();
    while (from.nextToken() == JsonToken.FIELD_NAME) {
      var name = from.currentName();
      var member = path + "." + name;
      to.writeFieldName(name);
      from.nextToken();
      switch (name) {
        case "toolUseId", "status", "type" -> {
          expect(JsonToken.VALUE_STRING, member, "must be a text");
          json(false);
        }
        case "content" -> {
          expect(JsonToken.START_ARRAY, member, "must be an array of content blocks");
          to.writeStartArray();
          for (var i = 0; from.nextToken() != JsonToken.END_ARRAY; i++) {
            block(member + "[" + i + "]", BlockPlace.TOOL_RESULT);
          }
          to.writeEndArray();
        }
        default -> throw new InvalidRequestException(member, "is not known");
      }
    }
    to.writeEndObject();
  }

  private void object(String path, boolean guarded) throws IOException, InvalidRequestException {
    expect(JsonToken.START_OBJECT, path, "must be an object");
    json(guarded);
  }

  private void json(boolean guarded) throws IOException {
    var start = written();
    copy();
    var bytes = written() - start;
    textBytes += JSON_FACTOR * bytes;
    if (guarded) {
      guard(bytes);
    }
  }

  /** Copies the value at the parser's token, and notes what of it changes the price. */
  private void copy() throws IOException {
    var depth = 0;
    do {
      var token = from.currentToken();
      switch (token) {
        case START_OBJECT -> {
          depth++;
          to.writeStartObject();
        }
        case START_ARRAY -> {
          depth++;
          to.writeStartArray();
        }
        case END_OBJECT -> {
          depth--;
          to.writeEndObject();
        }
        case END_ARRAY -> {
          depth--;
          to.writeEndArray();
        }
        case FIELD_NAME -> {
          note(from.currentName());
          to.writeFieldName(from.currentName());
        }
        case VALUE_STRING -> {
          longCache |= cachePoint && from.getTextLength() == 2 && from.getText().equals("1h");
          to.writeString(from.getTextCharacters(), from.getTextOffset(), from.getTextLength());
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(from.getText());
        default -> to.copyCurrentEvent(from);
      }
    } while (depth > 0 && from.nextToken() != null);
  }

  private void note(String name) {
    switch (name) {
      case "s3Location" -> opaque = true;
      case "image" -> images++;
      default -> {}
    }
  }

  private void guard(long characters) {
    guardedCharacters += Math.ceilDiv(characters, GUARDRAIL_UNIT) * GUARDRAIL_UNIT;
  }

  private long written() {
    return (long) to.getOutputBuffered() + ((ByteSink) to.getOutputTarget()).size();
  }

  private void expect(JsonToken token, String path, String problem) throws InvalidRequestException {
    if (from.currentToken() != token) {
      throw new InvalidRequestException(path, problem);
    }
  }

  private static void once(boolean seen, String path) throws InvalidRequestException {
    if (seen) {
      throw new InvalidRequestException(path, "is there twice");
    }
  }

  private static void require(boolean seen, String path) throws InvalidRequestException {
    if (!seen) {
      throw new InvalidRequestException(path, "is missing");
    }
  }

  private static boolean isBlank(char[] text, int offset, int length) {
    for (var i = offset; i < offset + length; i++) {
      if (!Character.isWhitespace(text[i])) {
        return false;
      }
    }
    return true;
  }

  private static long utf8Bytes(char[] text, int offset, int length) {
    var bytes = (long) length;
    for (var i = offset; i < offset + length; i++) {
      var c = text[i];
      if (c >= 0x80) {
        // A surrogate pair is four bytes: two for each half.
        bytes += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
      }
    }
    return bytes;
  }
}
