package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.converse.ClaudeBetas;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads over a body of Anthropic's Messages API, as Claude takes it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html">Anthropic
 *     Claude Messages</a>
 */
final class ClaudeBody {

  private static final Set<String> MEMBERS =
      Set.of(
          "anthropic_version",
          "anthropic_beta",
          "max_tokens",
          "messages",
          "system",
          "metadata",
          "output_config",
          "stop_sequences",
          "temperature",
          "thinking",
          "tool_choice",
          "tools",
          "top_k",
          "top_p");

  private static final int MAX_TOOLS = 10_000;

  private final JsonMembers body;
  private final BodyCount count;

  ClaudeBody(JsonMembers body, BodyCount count) {
    this.body = body;
    this.count = count;
  }

  void read() throws InvalidRequestException {
    body.allow(MEMBERS);
    body.require("anthropic_version");
    var betas = body.get("anthropic_beta");
    if (betas != null) {
      ClaudeBetas.check(betas);
    }
    var system = body.get("system");
    if (system != null) {
      content(system, false);
    }
    for (var message : body.require("messages").items(BodyCount.MAX_PARTS)) {
      count.part(message);
      var members = message.members();
      members.allow(Set.of("role", "content"));
      content(members.require("content"), false);
    }
    tools();
    json(body.get("tool_choice"));
    json(body.get("output_config"));
  }

  private void tools() throws InvalidRequestException {
    var tools = body.get("tools");
    if (tools == null) {
      return;
    }
    for (var tool : tools.items(MAX_TOOLS)) {
      count.tools();
      count.json(tool);
      var members = tool.members();
      var type = members.get("type");
      if (type != null && !type.word().equals("custom")) {
        throw type.wrong("must be custom: tools of Anthropic's own add a prompt or have a price");
      }
      cacheControl(members);
    }
  }

  /** A text, or an array of blocks. */
  private void content(JsonMember content, boolean ofTool) throws InvalidRequestException {
    if (content.isText()) {
      text(content, ofTool);
      return;
    }
    for (var block : content.items(BodyCount.MAX_PARTS)) {
      count.part(block);
      var members = block.members();
      cacheControl(members);
      block(members, ofTool);
    }
  }

  private void block(JsonMembers block, boolean ofTool) throws InvalidRequestException {
    var type = block.require("type");
    switch (type.word()) {
      case "text" -> text(block.require("text"), ofTool);
      case "image" -> image(block.require("source"), ofTool);
      case "document" -> document(block, ofTool);
      case "tool_use" -> {
        count.json(block.require("id"));
        count.json(block.require("name"));
        count.toolText(block.require("input"));
      }
      case "tool_result" -> {
        count.tools();
        count.json(block.require("tool_use_id"));
        var content = block.get("content");
        if (content != null) {
          content(content, true);
        }
      }
      case "thinking" -> {
        count.json(block.require("thinking"));
        json(block.get("signature"));
      }
      case "redacted_thinking" -> count.json(block.require("data"));
      case "search_result" -> {
        for (var name : new String[] {"source", "title", "content"}) {
          var said = block.require(name);
          if (ofTool) {
            count.toolText(said);
          } else {
            count.json(said);
          }
        }
      }
      default -> throw type.wrong("is a content block that is not passed on");
    }
  }

  private void text(JsonMember text, boolean ofTool) throws InvalidRequestException {
    if (ofTool) {
      count.toolText(text);
    } else {
      count.text(text);
    }
  }

  private void image(JsonMember source, boolean ofTool) throws InvalidRequestException {
    if (ofTool) {
      count.toolTexts().unreadable(source.path());
    }
    var members = source.members();
    base64(members);
    count.image();
  }

  private void document(JsonMembers block, boolean ofTool) throws InvalidRequestException {
    json(block.get("title"));
    json(block.get("context"));
    count.opaque();
    var source = block.require("source");
    if (ofTool) {
      count.toolTexts().unreadable(source.path());
    }
    var members = source.members();
    switch (members.require("type").word()) {
      case "text" -> text(members.require("data"), false);
      case "content" -> content(members.require("content"), false);
      default -> base64(members);
    }
  }

  /** Where media come from: from the request itself. */
  private static void base64(JsonMembers source) throws InvalidRequestException {
    var type = source.require("type");
    if (!type.word().equals("base64")) {
      throw type.wrong("is not fetched; send what is there as base64");
    }
    VendorReader.base64(source.require("data"));
  }

  private void cacheControl(JsonMembers of) throws InvalidRequestException {
    var control = of.get("cache_control");
    if (control != null) {
      var ttl = control.members().get("ttl");
      count.cachePoint(control.path(), ttl != null && ttl.word().equals("1h"));
    }
  }

  private void json(@Nullable JsonMember value) {
    if (value != null) {
      count.json(value);
    }
  }
}
