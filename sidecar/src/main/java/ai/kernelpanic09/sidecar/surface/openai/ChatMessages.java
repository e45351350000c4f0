package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ComposedContent;
import ai.kernelpanic09.sidecar.converse.ComposedContent.DocumentHead;
import ai.kernelpanic09.sidecar.converse.ComposedContent.Role;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.DocumentNames;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.converse.ToolIds;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a chat completion. System and developer messages become the system prompt,
 * wherever they stand; messages of one side in a row become one.
 */
final class ChatMessages {

  private static final int MAX_TOOL_CALLS = 10_000;

  private final ConverseWriter to;
  private final ComposedContent messages;
  private final ToolIds ids;
  private final DocumentNames documents = new DocumentNames();
  private final Set<String> used = new LinkedHashSet<>();

  ChatMessages(ConverseWriter to) {
    this.to = to;
    messages = to.messages();
    ids = new ToolIds(to);
  }

  /** Reads all of them. Returns the names of the tools that were used. */
  Set<String> read(JsonMember all) throws InvalidRequestException {
    if (!all.isArray()) {
      throw all.wrong("must be an array of messages");
    }
    var from = all.scanner();
    while (from.next() != Token.END_ARRAY) {
      message(JsonMembers.read(from));
    }
    if (messages.isEmpty()) {
      throw all.wrong("must hold a message of role user");
    }
    return used;
  }

  private void message(JsonMembers message) throws InvalidRequestException {
    var role = message.require("role");
    switch (role.word()) {
      case "system", "developer" -> {
        message.allow(Set.of("role", "content", "name"));
        texts(message.require("content"), to.system());
      }
      case "user" -> {
        message.allow(Set.of("role", "content", "name"));
        messages.by(Role.USER);
        user(message.require("content"));
      }
      case "assistant" -> assistant(message);
      case "tool" -> toolResult(message);
      default -> throw role.wrong("must be system, developer, user, assistant or tool");
    }
  }

  private void texts(JsonMember content, ComposedContent into) throws InvalidRequestException {
    if (content.isText()) {
      text(content, into);
      return;
    }
    var from = parts(content);
    while (from.next() != Token.END_ARRAY) {
      var part = JsonMembers.read(from);
      var type = part.require("type");
      if (!type.word().equals("text")) {
        throw type.wrong("must be \"text\"");
      }
      text(part.require("text"), into);
    }
  }

  private static JsonScanner parts(JsonMember content) throws InvalidRequestException {
    if (!content.isArray()) {
      throw content.wrong("must be a text or an array of parts");
    }
    return content.scanner();
  }

  private void text(JsonMember text, ComposedContent into) throws InvalidRequestException {
    var value = textValue(text);
    if (value.blank()) {
      throw text.wrong("must not be blank");
    }
    into.text(value);
  }

  private ScannedValue textValue(JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    return to.value(text);
  }

  private void user(JsonMember content) throws InvalidRequestException {
    if (content.isText()) {
      text(content, messages);
      return;
    }
    var from = parts(content);
    var empty = true;
    while (from.next() != Token.END_ARRAY) {
      userPart(JsonMembers.read(from));
      empty = false;
    }
    if (empty) {
      throw content.wrong("must hold at least one part");
    }
  }

  private void userPart(JsonMembers part) throws InvalidRequestException {
    var type = part.require("type");
    switch (type.word()) {
      case "text" -> {
        part.allow(Set.of("type", "text"));
        text(part.require("text"), messages);
      }
      case "image_url" -> {
        part.allow(Set.of("type", "image_url"));
        image(part.require("image_url").members());
      }
      case "file" -> {
        part.allow(Set.of("type", "file"));
        file(part.require("file").members());
      }
      case "input_audio" -> throw type.wrong("audio is not taken");
      default -> throw type.wrong("must be text, image_url or file");
    }
  }

  private void image(JsonMembers image) throws InvalidRequestException {
    image.allow(Set.of("url", "detail"));
    var url = image.require("url");
    var data = DataUrl.of(url);
    messages.image(MediaTypes.image(url, data.mediaType()), data.start(), data.end());
  }

  private void file(JsonMembers file) throws InvalidRequestException {
    file.allow(Set.of("file_data", "filename", "file_id"));
    if (file.has("file_id")) {
      throw file.wrong("file_id", "no files are kept here; send the file as file_data");
    }
    var fileData = file.require("file_data");
    var data = DataUrl.of(fileData);
    var filename = file.get("filename");
    var name = documents.of(filename == null ? "" : filename.word());
    var head = new DocumentHead(MediaTypes.document(fileData, data.mediaType()), name, null, false);
    messages.document(head, data.start(), data.end());
  }

  private void assistant(JsonMembers message) throws InvalidRequestException {
    message.allow(
        Set.of(
            "role",
            "content",
            "name",
            "refusal",
            "tool_calls",
            "annotations",
            "reasoning_content",
            "thinking_blocks"));
    messages.by(Role.ASSISTANT);
    var thoughts = message.get("thinking_blocks");
    if (thoughts != null) {
      for (var each : thoughts.items(MAX_TOOL_CALLS)) {
        thought(each.members());
      }
    }
    assistantText(message.get("content"));
    assistantText(message.get("refusal"));
    var calls = message.get("tool_calls");
    if (calls != null) {
      for (var each : calls.items(MAX_TOOL_CALLS)) {
        toolCall(each.members());
      }
    }
  }

  private void thought(JsonMembers block) throws InvalidRequestException {
    var type = block.require("type");
    switch (type.word()) {
      case "thinking" -> {
        var signature = block.get("signature");
        messages.reasoning(
            textValue(block.require("thinking")), signature == null ? null : textValue(signature));
      }
      case "redacted_thinking" -> messages.redactedReasoning(textValue(block.require("data")));
      default -> throw type.wrong("must be thinking or redacted_thinking");
    }
  }

  /** What the model has said; clients send an empty text where it said nothing. */
  private void assistantText(@Nullable JsonMember content) throws InvalidRequestException {
    if (content == null) {
      return;
    }
    if (content.isText()) {
      unlessBlank(content);
      return;
    }
    var from = parts(content);
    while (from.next() != Token.END_ARRAY) {
      var part = JsonMembers.read(from);
      var type = part.require("type");
      switch (type.word()) {
        case "text" -> unlessBlank(part.require("text"));
        case "refusal" -> unlessBlank(part.require("refusal"));
        default -> throw type.wrong("must be text or refusal");
      }
    }
  }

  private void unlessBlank(JsonMember text) throws InvalidRequestException {
    var value = textValue(text);
    if (!value.blank()) {
      messages.text(value);
    }
  }

  private void toolCall(JsonMembers call) throws InvalidRequestException {
    var type = call.get("type");
    if (type != null && !type.word().equals("function")) {
      throw type.wrong("must be \"function\"");
    }
    var function = call.require("function").members();
    var name = ChatTools.named(function.require("name"));
    var arguments = function.require("arguments");
    var text = arguments.text();
    var input = text.isBlank() ? to.json("{}") : to.json(arguments, text);
    if (!text.isBlank() && !text.strip().startsWith("{")) {
      throw arguments.wrong("must be a JSON object in a text");
    }
    used.add(name.word());
    messages.toolUse(ids.of(call.require("id")), to.value(name), input);
  }

  private void toolResult(JsonMembers message) throws InvalidRequestException {
    message.allow(Set.of("role", "content", "tool_call_id", "name"));
    messages.by(Role.USER);
    var content = message.require("content");
    var result = messages.toolResult(ids.of(message.require("tool_call_id")), false);
    if (content.isText()) {
      result.text(textValue(content));
    } else {
      var from = parts(content);
      while (from.next() != Token.END_ARRAY) {
        var part = JsonMembers.read(from);
        var type = part.require("type");
        if (!type.word().equals("text")) {
          throw type.wrong("must be \"text\"");
        }
        result.text(textValue(part.require("text")));
      }
    }
    result.end();
    if (used.isEmpty()) {
      used.add("tool");
    }
  }
}
