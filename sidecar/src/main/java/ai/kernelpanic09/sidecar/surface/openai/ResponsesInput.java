package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ComposedContent;
import ai.kernelpanic09.sidecar.converse.ComposedContent.Role;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.converse.ToolIds;
import ai.kernelpanic09.sidecar.converse.ToolNames;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the input of a response: a text, or the items of a conversation, those of earlier answers
 * among them. Items of one side in a row become one message.
 */
final class ResponsesInput {

  private static final Set<String> TEXT_PART =
      Set.of(
          "type",
          "text",
          "annotations",
          "logprobs",
          "refusal",
          CacheMarks.BREAKPOINT,
          CacheMarks.CONTROL);

  private final ConverseWriter to;
  private final ComposedContent messages;
  private final ToolIds ids;
  private final Attachments attachments;
  private final Set<String> used = new LinkedHashSet<>();

  ResponsesInput(ConverseWriter to) {
    this.to = to;
    messages = to.messages();
    attachments = new Attachments(to);
    ids = new ToolIds(to);
  }

  /** Reads all of it. Returns the names of the tools that were used. */
  Set<String> read(JsonMember input) throws InvalidRequestException {
    if (input.isText()) {
      messages.by(Role.USER);
      text(input, messages, true);
      return used;
    }
    if (!input.isArray()) {
      throw input.wrong("must be a text or an array of items");
    }
    var from = input.scanner();
    while (from.next() != Token.END_ARRAY) {
      item(JsonMembers.read(from));
    }
    if (messages.isEmpty()) {
      throw input.wrong("must hold a message of role user");
    }
    return used;
  }

  private void item(JsonMembers item) throws InvalidRequestException {
    var type = item.get("type");
    switch (type == null ? "message" : type.word()) {
      case "message" -> message(item);
      case "function_call" -> functionCall(item);
      case "function_call_output" -> functionOutput(item);
      case "reasoning" -> reasoning(item);
      case "item_reference" ->
          throw item.wrong(
              "type",
              "no items are kept here; send the item itself, as clients do with store: false");
      default ->
          throw item.wrong(
              "type",
              "must be message, function_call, function_call_output or reasoning: what tools of"
                  + " OpenAI's own have done can't be told to models of Bedrock");
    }
  }

  private void message(JsonMembers message) throws InvalidRequestException {
    message.allow(Set.of("type", "role", "content", "id", "status", "phase"));
    var role = message.require("role");
    var content = message.require("content");
    switch (role.word()) {
      case "system", "developer" -> content(content, to.system(), false);
      case "user" -> {
        messages.by(Role.USER);
        content(content, messages, true);
      }
      case "assistant" -> {
        messages.by(Role.ASSISTANT);
        content(content, messages, false);
      }
      default -> throw role.wrong("must be system, developer, user or assistant");
    }
  }

  /**
   * @param asks whether something has to be said, and may be shown
   */
  private void content(JsonMember content, ComposedContent into, boolean asks)
      throws InvalidRequestException {
    if (content.isText()) {
      text(content, into, asks);
      return;
    }
    if (!content.isArray()) {
      throw content.wrong("must be a text or an array of parts");
    }
    var from = content.scanner();
    var empty = true;
    while (from.next() != Token.END_ARRAY) {
      var part = JsonMembers.read(from);
      if (part(part, into, asks)) {
        CacheMarks.read(part, into);
      }
      empty = false;
    }
    if (empty && asks) {
      throw content.wrong("must hold at least one part");
    }
  }

  /** Returns whether anything was composed. */
  private boolean part(JsonMembers part, ComposedContent into, boolean asks)
      throws InvalidRequestException {
    var type = part.require("type");
    return switch (type.word()) {
      case "input_text", "output_text", "text" -> {
        part.allow(TEXT_PART);
        yield text(part.require("text"), into, asks);
      }
      case "refusal" -> {
        part.allow(TEXT_PART);
        yield text(part.require("refusal"), into, asks);
      }
      case "input_image" -> {
        requireShown(type, asks);
        attachments.image(imageUrl(part), into);
        yield true;
      }
      case "input_file" -> {
        requireShown(type, asks);
        attachments.file(file(part), into);
        yield true;
      }
      default -> throw type.wrong("must be input_text, input_image, input_file or output_text");
    };
  }

  private static void requireShown(JsonMember type, boolean asks) throws InvalidRequestException {
    if (!asks) {
      throw type.wrong("can only be in a message of role user");
    }
  }

  private static JsonMember imageUrl(JsonMembers image) throws InvalidRequestException {
    image.allow(
        Set.of(
            "type", "image_url", "detail", "file_id", CacheMarks.BREAKPOINT, CacheMarks.CONTROL));
    if (image.has("file_id")) {
      throw image.wrong("file_id", "no files are kept here; send the image as image_url");
    }
    return image.require("image_url");
  }

  private static JsonMembers file(JsonMembers file) throws InvalidRequestException {
    file.allow(
        Set.of(
            "type",
            "file_data",
            "filename",
            "file_id",
            "file_url",
            "detail",
            CacheMarks.BREAKPOINT,
            CacheMarks.CONTROL));
    if (file.has("file_url")) {
      throw file.wrong("file_url", "is not fetched; send the file as file_data");
    }
    return file;
  }

  /** Returns whether there was anything in it. */
  private boolean text(JsonMember text, ComposedContent into, boolean required)
      throws InvalidRequestException {
    var value = textValue(text);
    if (!value.blank()) {
      into.text(value);
    } else if (required) {
      throw text.wrong("must not be blank");
    }
    return !value.blank();
  }

  private ScannedValue textValue(JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    return to.value(text);
  }

  private void functionCall(JsonMembers call) throws InvalidRequestException {
    call.allow(Set.of("type", "call_id", "name", "arguments", "id", "status", "parsed_arguments"));
    messages.by(Role.ASSISTANT);
    var name = ToolNames.lawful(call.require("name"));
    FunctionTools.noteUsed(name, used);
    messages.toolUse(
        ids.of(call.require("call_id")),
        to.value(name),
        FunctionTools.input(to, call.require("arguments")));
  }

  private void functionOutput(JsonMembers item) throws InvalidRequestException {
    item.allow(Set.of("type", "call_id", "output", "id", "status", "name"));
    messages.by(Role.USER);
    var output = item.require("output");
    var result = messages.toolResult(ids.of(item.require("call_id")), false);
    @Nullable JsonMembers last = null;
    if (output.isText()) {
      result.text(textValue(output));
    } else if (output.isArray()) {
      var from = output.scanner();
      while (from.next() != Token.END_ARRAY) {
        var part = JsonMembers.read(from);
        outputPart(part, result);
        last = CacheMarks.isIn(part) ? part : last;
      }
    } else {
      throw output.wrong("must be a text or an array of parts");
    }
    result.end();
    if (last != null) {
      // Converse has cache points behind a tool's answer, not within it.
      CacheMarks.read(last, messages);
    }
    if (used.isEmpty()) {
      used.add("tool");
    }
  }

  private void outputPart(JsonMembers part, ComposedContent.ToolResult result)
      throws InvalidRequestException {
    var type = part.require("type");
    switch (type.word()) {
      case "input_text" -> {
        part.allow(Set.of("type", "text", CacheMarks.BREAKPOINT, CacheMarks.CONTROL));
        result.text(textValue(part.require("text")));
      }
      case "input_image" -> attachments.image(imageUrl(part), result);
      case "input_file" -> attachments.file(file(part), result);
      default -> throw type.wrong("must be input_text, input_image or input_file");
    }
  }

  private void reasoning(JsonMembers item) throws InvalidRequestException {
    item.allow(Set.of("type", "id", "summary", "content", "encrypted_content", "status"));
    messages.by(Role.ASSISTANT);
    KeptReasoning.handBack(item, to);
  }
}
