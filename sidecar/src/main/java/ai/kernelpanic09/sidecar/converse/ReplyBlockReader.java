package ai.kernelpanic09.sidecar.converse;

import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.json.CompactJson;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.json.JsonScanner.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the content blocks of an answer that has been read before. */
final class ReplyBlockReader {

  private final Iterator<byte[]> masked;

  private ReplyBlockReader(List<byte[]> masked) {
    this.masked = masked.iterator();
  }

  /**
   * Reads an array of blocks.
   *
   * @param masked the inputs of tools in their order; empty where they stand as they are
   */
  static List<ReplyBlock> read(ReceivedBytes body, int start, int end, List<byte[]> masked) {
    var reader = new ReplyBlockReader(masked);
    var blocks = new ArrayList<ReplyBlock>();
    try {
      var from = JsonScanner.lenient(body, start, end);
      from.next();
      while (from.next() != Token.END_ARRAY) {
        blocks.add(reader.block(JsonMember.of(from)));
      }
    } catch (InvalidRequestException e) {
      throw new IllegalStateException("an answer that was read before can't be read", e);
    }
    return blocks;
  }

  private ReplyBlock block(JsonMember block) throws InvalidRequestException {
    var members = block.members();
    for (var name : members.names()) {
      var value = members.get(name);
      if (value != null) {
        var known = known(name, value);
        if (known != null) {
          return known;
        }
      }
    }
    return new ReplyBlock.Other(block);
  }

  private @Nullable ReplyBlock known(String name, JsonMember value) throws InvalidRequestException {
    if (name.equals("text") && value.isText()) {
      return new ReplyBlock.Text(value);
    }
    if (!value.isObject()) {
      return null;
    }
    var members = value.members();
    return switch (name) {
      case "toolUse" -> toolUse(members);
      case "reasoningContent" -> reasoning(members);
      case "citationsContent" ->
          new ReplyBlock.Cited(texts(members.get("content")), members.get("citations"));
      default -> null;
    };
  }

  private static List<JsonMember> texts(@Nullable JsonMember content)
      throws InvalidRequestException {
    var texts = new ArrayList<JsonMember>();
    if (content != null && content.isArray()) {
      for (var each : content.items(Integer.MAX_VALUE)) {
        var text = each.isObject() ? each.members().get("text") : null;
        if (text != null && text.isText()) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  private @Nullable ReplyBlock toolUse(JsonMembers use) {
    var id = use.get("toolUseId");
    var name = use.get("name");
    var input = use.get("input");
    var other = use.names().contains("input") && masked.hasNext() ? masked.next() : null;
    if (id == null || !id.isText() || name == null || !name.isText()) {
      return null;
    }
    if (other != null) {
      return new ReplyBlock.ToolUse(id, name, new String(other, StandardCharsets.UTF_8));
    }
    return new ReplyBlock.ToolUse(
        id, name, input == null ? "{}" : CompactJson.of(input.body(), input.start(), input.end()));
  }

  private static @Nullable ReplyBlock reasoning(JsonMembers content)
      throws InvalidRequestException {
    var redacted = content.get("redactedContent");
    if (redacted != null && redacted.isText()) {
      return new ReplyBlock.RedactedReasoning(redacted);
    }
    var reasoning = content.get("reasoningText");
    if (reasoning == null || !reasoning.isObject()) {
      return null;
    }
    var members = reasoning.members();
    var text = members.get("text");
    var signature = members.get("signature");
    return text == null || !text.isText()
        ? null
        : new ReplyBlock.Reasoning(
            text, signature != null && signature.isText() ? signature : null);
  }
}
