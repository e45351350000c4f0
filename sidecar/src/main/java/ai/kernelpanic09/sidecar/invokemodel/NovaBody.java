package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.converse.EncodedText;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
import java.util.Set;

/**
 * Reads over a body of Amazon Nova, whose messages have Converse's shape.
 *
 * @see <a href="https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html">
 *     Complete request schema</a>
 */
final class NovaBody {

  private static final int MAX_TOOLS = 10_000;

  private final JsonMembers body;
  private final BodyCount count;

  NovaBody(JsonMembers body, BodyCount count) {
    this.body = body;
    this.count = count;
  }

  void read() throws InvalidRequestException {
    body.allow(Set.of("schemaVersion", "messages", "system", "inferenceConfig", "toolConfig"));
    var system = body.get("system");
    if (system != null) {
      blocks(system, Part.SYSTEM);
    }
    body.require("messages").each(BodyCount.MAX_PARTS, this::message);
    var config = body.get("toolConfig");
    if (config != null) {
      tools(config.members());
    }
  }

  private void message(JsonMember message) throws InvalidRequestException {
    count.part(message);
    var members = message.members();
    members.allow(Set.of("role", "content"));
    blocks(members.require("content"), Part.MESSAGE);
  }

  /** Whose content a block is. */
  private enum Part {
    SYSTEM,
    MESSAGE,
    TOOL
  }

  private void tools(JsonMembers config) throws InvalidRequestException {
    config.allow(Set.of("tools", "toolChoice"));
    config.require("tools").each(MAX_TOOLS, this::tool);
    var choice = config.get("toolChoice");
    if (choice != null) {
      count.json(choice);
    }
  }

  private void tool(JsonMember tool) throws InvalidRequestException {
    count.tools();
    count.json(tool);
    var members = tool.members();
    members.allow(Set.of("toolSpec", "cachePoint"));
    var cachePoint = members.get("cachePoint");
    if (cachePoint != null) {
      count.cachePoint(cachePoint.path(), false);
    }
  }

  private void blocks(JsonMember content, Part part) throws InvalidRequestException {
    content.each(
        BodyCount.MAX_PARTS,
        block -> {
          count.part(block);
          var members = block.members();
          for (var name : members.names()) {
            block(name, members.require(name), part);
          }
        });
  }

  private void block(String name, JsonMember value, Part part) throws InvalidRequestException {
    switch (name) {
      case "text" -> {
        switch (part) {
          case SYSTEM -> count.text(value);
          case MESSAGE -> count.prompt(value);
          case TOOL -> count.toolText(value);
        }
      }
      case "json" -> count.toolText(value);
      case "image" -> {
        media(value, part);
        count.image();
      }
      case "document", "video", "audio" -> {
        media(value, part);
        count.json(value);
        count.opaque();
        if (part != Part.TOOL) {
          document(value);
        }
      }
      case "toolUse" -> {
        var use = value.members();
        count.json(use.require("toolUseId"));
        count.json(use.require("name"));
        count.toolText(use.require("input"));
      }
      case "toolResult" -> {
        count.tools();
        var result = value.members();
        count.json(result.require("toolUseId"));
        blocks(result.require("content"), Part.TOOL);
      }
      case "reasoningContent" -> reasoning(value);
      case "cachePoint" -> count.cachePoint(value.path(), false);
      default -> throw value.wrong("is a content block that is not passed on");
    }
  }

  private void reasoning(JsonMember thoughts) throws InvalidRequestException {
    var told = thoughts.members().get("reasoningText");
    var text = told == null ? null : told.members().get("text");
    if (text == null) {
      count.json(thoughts);
    } else {
      count.reasoning(text);
    }
  }

  private void document(JsonMember document) throws InvalidRequestException {
    var members = document.members();
    var name = members.get("name");
    if (name != null) {
      count.document(name);
    }
    var format = members.get("format");
    var bytes = members.require("source").members().require("bytes");
    if (format != null && EncodedText.isPlain(format.word())) {
      count.checkedTexts().addEncoded(TextKind.DOCUMENT, bytes.start() + 1, bytes.end() - 1);
    } else {
      count.checkedTexts().unreadable(TextKind.DOCUMENT, document.path());
    }
  }

  /** Media come from the request itself: nothing is fetched. */
  private void media(JsonMember block, Part part) throws InvalidRequestException {
    if (part == Part.TOOL) {
      count.checkedTexts().unreadable(TextKind.TOOL, block.path());
    }
    var source = block.members().require("source").members();
    source.allow(Set.of("bytes"));
    VendorReader.base64(source.require("bytes"));
  }
}
