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
  private static final Set<String> TEXT_PART =
      Set.of("type", "text", CacheMarks.BREAKPOINT, CacheMarks.CONTROL);

  private final ConverseWriter to;
  private final ComposedContent messages;
  private final ToolIds ids;
  private final Attachments attachments;
  private final Set<String> used = new LinkedHashSet<>();

  ChatMessages(ConverseWriter to) {
    this.to = to;
    messages = to.messages();
    attachments = new Attachments(to);
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
        system(message.require("content"));
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

  /** What a system prompt says; clients send an empty text where it says nothing. */
  private void system(JsonMember content) throws InvalidRequestException {
    if (content.isText()) {
      unlessBlank(content, to.system());
      return;
    }
    var from = parts(content);
    while (from.next() != Token.END_ARRAY) {
      var part = textPart(from);
      if (unlessBlank(part.require("text"), to.system())) {
        CacheMarks.read(part, to.system());
      }
    }
  }

  private static JsonMembers textPart(JsonScanner from) throws InvalidRequestException {
    var part = JsonMembers.read(from);
    var type = part.require("type");
    if (!type.word().equals("text")) {
      throw type.wrong("must be text");
    }
    part.allow(TEXT_PART);
    return part;
  }

  private static JsonScanner parts(JsonMember content) throws InvalidRequestException {
    if (!content.isArray()) {
      throw content.wrong("must be a text or an array of parts");
    }
    return content.scanner();
  }

  private void text(JsonMember text) throws InvalidRequestException {
    if (!unlessBlank(text, messages)) {
      throw text.wrong("must not be blank");
    }
  }

  private void user(JsonMember content) throws InvalidRequestException {
    if (content.isText()) {
      text(content);
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
        part.allow(TEXT_PART);
        text(part.require("text"));
      }
      case "image_url" -> {
        part.allow(Set.of("type", "image_url", CacheMarks.BREAKPOINT, CacheMarks.CONTROL));
        var image = part.require("image_url").members();
        image.allow(Set.of("url", "detail"));
        attachments.image(image.require("url"), messages);
      }
      case "file" -> {
        part.allow(Set.of("type", "file", CacheMarks.BREAKPOINT, CacheMarks.CONTROL));
        var file = part.require("file").members();
        file.allow(Set.of("file_data", "filename", "file_id"));
        attachments.file(file, messages);
      }
      case "input_audio" -> throw type.wrong("audio is not taken");
      default -> throw type.wrong("must be text, image_url or file");
    }
    CacheMarks.read(part, messages);
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
            "parsed",
            "reasoning_content",
            "thinking_blocks"));
    messages.by(Role.ASSISTANT);
    var thoughts = message.get("thinking_blocks");
    if (thoughts != null) {
      thoughts.each(MAX_TOOL_CALLS, each -> thought(each.members()));
    }
    assistantText(message.get("content"));
    assistantText(message.get("refusal"));
    var calls = message.get("tool_calls");
    if (calls != null) {
      calls.each(MAX_TOOL_CALLS, each -> toolCall(each.members()));
    }
  }

  private void thought(JsonMembers block) throws InvalidRequestException {
    var type = block.require("type");
    switch (type.word()) {
      case "thinking" -> {
        block.allow(Set.of("type", "thinking", "signature", "index"));
        var signature = block.get("signature");
        messages.reasoning(
            textValue(block.require("thinking")), signature == null ? null : textValue(signature));
      }
      case "redacted_thinking" -> {
        block.allow(Set.of("type", "data", "index"));
        messages.redactedReasoning(textValue(block.require("data")));
      }
      default -> throw type.wrong("must be thinking or redacted_thinking");
    }
  }

  /** What the model has said; clients send an empty text where it said nothing. */
  private void assistantText(@Nullable JsonMember content) throws InvalidRequestException {
    if (content == null) {
      return;
    }
    if (content.isText()) {
      unlessBlank(content, messages);
      return;
    }
    var from = parts(content);
    while (from.next() != Token.END_ARRAY) {
      var part = JsonMembers.read(from);
      var type = part.require("type");
      var text =
          switch (type.word()) {
            case "text" -> part.require("text");
            case "refusal" -> part.require("refusal");
            default -> throw type.wrong("must be text or refusal");
          };
      part.allow(Set.of("type", "text", "refusal", CacheMarks.BREAKPOINT, CacheMarks.CONTROL));
      if (unlessBlank(text, messages)) {
        CacheMarks.read(part, messages);
      }
    }
  }

  /** Composes a text. Returns whether there was anything in it. */
  private boolean unlessBlank(JsonMember text, ComposedContent into)
      throws InvalidRequestException {
    var value = textValue(text);
    if (!value.blank()) {
      into.text(value);
    }
    return !value.blank();
  }

  private ScannedValue textValue(JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    return to.value(text);
  }

  private void toolCall(JsonMembers call) throws InvalidRequestException {
    var type = call.get("type");
    if (type != null && !type.word().equals("function")) {
      throw type.wrong("must be function");
    }
    call.allow(Set.of("id", "type", "function", "index"));
    var function = call.require("function").members();
    function.allow(Set.of("name", "arguments", "parsed_arguments"));
    var name = ToolNames.lawful(function.require("name"));
    FunctionTools.noteUsed(name, used);
    messages.toolUse(
        ids.of(call.require("id")),
        to.value(name),
        FunctionTools.input(to, function.require("arguments")));
  }

  private void toolResult(JsonMembers message) throws InvalidRequestException {
    message.allow(Set.of("role", "content", "tool_call_id", "name"));
    messages.by(Role.USER);
    var content = message.require("content");
    var result = messages.toolResult(ids.of(message.require("tool_call_id")), false);
    @Nullable JsonMembers last = null;
    if (content.isText()) {
      result.text(textValue(content));
    } else {
      var from = parts(content);
      while (from.next() != Token.END_ARRAY) {
        var part = textPart(from);
        result.text(textValue(part.require("text")));
        last = CacheMarks.isIn(part) ? part : last;
      }
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
}
