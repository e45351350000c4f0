package ai.kernelpanic09.sidecar.surface.anthropic;

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

/**
 * Reads the turns of a conversation, and the system prompt. Turns of one side in a row become one.
 */
final class Turns {

  private static final int MAX_CITATIONS = 10_000;
  private static final int MAX_TOOLS = 10_000;

  private final ConverseWriter to;
  private final ApiVersion version;
  private final ComposedContent messages;
  private final Sources sources;
  private final ToolIds ids;
  private final ToolResults results;
  private final Set<String> used = new LinkedHashSet<>();

  Turns(ConverseWriter to, ApiVersion version) {
    this.to = to;
    this.version = version;
    messages = to.messages();
    sources = new Sources(to);
    ids = new ToolIds(to);
    results = new ToolResults(to, sources, ids);
  }

  /** Reads all of them. Returns the names of the tools that were used. */
  Set<String> read(JsonMember all) throws InvalidRequestException {
    if (!all.isArray()) {
      throw all.wrong("must be an array of messages");
    }
    var from = all.scanner();
    while (from.next() != Token.END_ARRAY) {
      turn(JsonMembers.read(from));
    }
    if (messages.isEmpty()) {
      throw all.wrong("must hold a message of role user");
    }
    return used;
  }

  private void turn(JsonMembers turn) throws InvalidRequestException {
    turn.allow(Set.of("role", "content"));
    var role = turn.require("role");
    var content = turn.require("content");
    switch (role.word()) {
      case "user" -> {
        messages.by(Role.USER);
        user(content);
      }
      case "assistant" -> {
        messages.by(Role.ASSISTANT);
        assistant(content);
      }
      case "system" ->
          throw role.wrong(
              "is not taken between messages by models of Bedrock; say it in the member system");
      default -> throw role.wrong("must be user or assistant");
    }
  }

  private void user(JsonMember content) throws InvalidRequestException {
    if (content.isText()) {
      text(content, messages);
      return;
    }
    if (!content.isArray()) {
      throw content.wrong("must be a text or an array of content blocks");
    }
    var from = content.scanner();
    var empty = true;
    while (from.next() != Token.END_ARRAY) {
      var block = JsonMembers.read(from);
      userBlock(block);
      cachePoint(block, messages);
      empty = false;
    }
    if (empty) {
      throw content.wrong("must hold at least one content block");
    }
  }

  private void userBlock(JsonMembers block) throws InvalidRequestException {
    var type = block.require("type");
    switch (type.word()) {
      case "text" -> {
        var text = textOf(block);
        var citations = block.get("citations");
        if (citations != null
            && version == ApiVersion.V2026_10_21
            && !citations.items(MAX_CITATIONS).isEmpty()) {
          throw citations.wrong(
              "is not taken on texts of the user by API version " + version.date());
        }
        text(text, messages);
      }
      case "image" -> {
        var image = sources.image(block);
        messages.image(image.format(), image.start(), image.end());
      }
      case "document" -> {
        switch (sources.document(block)) {
          case Sources.Document.Encoded(var head, var start, var end) ->
              messages.document(block.path(), head, start, end);
          case Sources.Document.Plain(var head, var text) -> messages.document(head, text);
          case Sources.Document.Parts(var head, var texts) -> messages.document(head, texts);
        }
      }
      case "search_result" -> messages.searchResult(sources.searchResult(block));
      case "tool_result" -> {
        results.read(block, messages);
        if (used.isEmpty()) {
          used.add("tool");
        }
      }
      default -> throw type.wrong("must be text, image, document, search_result or tool_result");
    }
  }

  private static JsonMember textOf(JsonMembers block) throws InvalidRequestException {
    block.allow(Set.of("type", "text", "citations", CacheControl.MEMBER));
    return block.require("text");
  }

  private void text(JsonMember text, ComposedContent into) throws InvalidRequestException {
    var value = value(text);
    if (value.blank()) {
      throw text.wrong("must not be blank");
    }
    into.text(value);
  }

  private ScannedValue value(JsonMember text) throws InvalidRequestException {
    if (!text.isText()) {
      throw text.wrong("must be a text");
    }
    return to.value(text);
  }

  private static void cachePoint(JsonMembers block, ComposedContent into)
      throws InvalidRequestException {
    var cache = CacheControl.of(block);
    if (cache != null) {
      into.cachePoint(cache.path(), cache.anHour());
    }
  }

  private void assistant(JsonMember content) throws InvalidRequestException {
    if (content.isText()) {
      unlessBlank(content);
      return;
    }
    if (!content.isArray()) {
      throw content.wrong("must be a text or an array of content blocks");
    }
    var from = content.scanner();
    while (from.next() != Token.END_ARRAY) {
      var block = JsonMembers.read(from);
      if (assistantBlock(block)) {
        cachePoint(block, messages);
      }
    }
  }

  /** Returns whether anything of the block is sent. */
  private boolean assistantBlock(JsonMembers block) throws InvalidRequestException {
    var type = block.require("type");
    return switch (type.word()) {
      case "text" -> unlessBlank(textOf(block));
      case "thinking" -> {
        block.allow(Set.of("type", "thinking", "signature"));
        messages.reasoning(value(block.require("thinking")), sources.signature(block));
        yield true;
      }
      case "redacted_thinking" -> {
        block.allow(Set.of("type", "data"));
        messages.redactedReasoning(to.value(Sources.base64(block.require("data"))));
        yield true;
      }
      case "tool_use" -> {
        toolUse(block);
        yield true;
      }
      default -> throw type.wrong("must be text, thinking, redacted_thinking or tool_use");
    };
  }

  /** Models answer with white space now and then, which Bedrock does not take back. */
  private boolean unlessBlank(JsonMember text) throws InvalidRequestException {
    var value = value(text);
    if (!value.blank()) {
      messages.text(value);
    }
    return !value.blank();
  }

  private void toolUse(JsonMembers use) throws InvalidRequestException {
    use.allow(Set.of("type", "id", "name", "input", "caller", CacheControl.MEMBER));
    var caller = use.get("caller");
    if (caller != null) {
      var type = caller.members().require("type");
      if (!type.word().equals("direct")) {
        throw type.wrong("must be \"direct\": Bedrock runs no code that calls tools");
      }
    }
    var name = ToolNames.lawful(use.require("name"));
    var input = use.require("input");
    if (!input.isObject()) {
      throw input.wrong("must be an object");
    }
    if (used.add(name.word()) && used.size() > MAX_TOOLS) {
      throw name.wrong("is one tool too many: there may be " + MAX_TOOLS);
    }
    messages.toolUse(ids.of(use.require("id")), to.value(name), to.value(input));
  }

  /** Reads the system prompt. */
  void system(JsonMember system) throws InvalidRequestException {
    if (system.isText()) {
      // Clients send an empty text where they have none.
      var value = value(system);
      if (!value.blank()) {
        to.system().text(value);
      }
      return;
    }
    if (!system.isArray()) {
      throw system.wrong("must be a text or an array of text blocks");
    }
    var from = system.scanner();
    while (from.next() != Token.END_ARRAY) {
      var block = JsonMembers.read(from);
      var type = block.require("type");
      if (!type.word().equals("text")) {
        throw type.wrong("must be \"text\"");
      }
      var text = value(textOf(block));
      if (!text.blank()) {
        to.system().text(text);
        cachePoint(block, to.system());
      }
    }
  }

  /** What stands up to the end of the last turn may be kept in the model's cache. */
  void cachePointAtEnd(CacheControl cache) throws InvalidRequestException {
    messages.cachePoint(cache.path(), cache.anHour());
  }
}
