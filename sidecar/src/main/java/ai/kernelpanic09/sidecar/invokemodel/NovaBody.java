package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
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
      blocks(system, false);
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
    blocks(members.require("content"), false);
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

  private void blocks(JsonMember content, boolean ofTool) throws InvalidRequestException {
    content.each(
        BodyCount.MAX_PARTS,
        block -> {
          count.part(block);
          var members = block.members();
          for (var name : members.names()) {
            block(name, members.require(name), ofTool);
          }
        });
  }

  private void block(String name, JsonMember value, boolean ofTool) throws InvalidRequestException {
    switch (name) {
      case "text" -> {
        if (ofTool) {
          count.toolText(value);
        } else {
          count.text(value);
        }
      }
      case "json" -> count.toolText(value);
      case "image" -> {
        media(value, ofTool);
        count.image();
      }
      case "document", "video", "audio" -> {
        media(value, ofTool);
        count.json(value);
        count.opaque();
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
        blocks(result.require("content"), true);
      }
      case "reasoningContent" -> count.json(value);
      case "cachePoint" -> count.cachePoint(value.path(), false);
      default -> throw value.wrong("is a content block that is not passed on");
    }
  }

  /** Media come from the request itself: nothing is fetched. */
  private void media(JsonMember block, boolean ofTool) throws InvalidRequestException {
    if (ofTool) {
      count.checkedTexts().unreadable(block.path());
    }
    var source = block.members().require("source").members();
    source.allow(Set.of("bytes"));
    VendorReader.base64(source.require("bytes"));
  }
}
