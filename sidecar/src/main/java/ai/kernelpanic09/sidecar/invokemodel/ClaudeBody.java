package ai.kernelpanic09.sidecar.invokemodel;

import ai.kernelpanic09.sidecar.converse.Citing;
import ai.kernelpanic09.sidecar.converse.ClaudeBetas;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.textcheck.TextKind;
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
      content(system, Part.SYSTEM);
    }
    body.require("messages").each(BodyCount.MAX_PARTS, this::message);
    tools();
    json(body.get("tool_choice"));
    json(body.get("output_config"));
  }

  private void message(JsonMember message) throws InvalidRequestException {
    count.part(message);
    var members = message.members();
    members.allow(Set.of("role", "content"));
    content(members.require("content"), Part.MESSAGE);
  }

  /** Whose content a block is. */
  private enum Part {
    SYSTEM,
    MESSAGE,
    DOCUMENT,
    TOOL
  }

  private void tools() throws InvalidRequestException {
    var tools = body.get("tools");
    if (tools != null) {
      tools.each(MAX_TOOLS, this::tool);
    }
  }

  private void tool(JsonMember tool) throws InvalidRequestException {
    count.tools();
    count.json(tool);
    var members = tool.members();
    var type = members.get("type");
    if (type != null && !type.word().equals("custom")) {
      throw type.wrong("must be custom: tools of Anthropic's own add a prompt or have a price");
    }
    cacheControl(members);
  }

  /** A text, or an array of blocks. */
  private void content(JsonMember content, Part part) throws InvalidRequestException {
    if (content.isText()) {
      text(content, part);
      return;
    }
    content.each(
        BodyCount.MAX_PARTS,
        block -> {
          count.part(block);
          var members = block.members();
          cacheControl(members);
          block(members, part);
        });
  }

  private void block(JsonMembers block, Part part) throws InvalidRequestException {
    var type = block.require("type");
    switch (type.word()) {
      case "text" -> {
        text(block.require("text"), part);
        // What an earlier answer has cited.
        said(block.get("citations"), part);
      }
      case "image" -> image(block.require("source"), part);
      case "document" -> document(block, part);
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
          content(content, Part.TOOL);
        }
      }
      case "thinking" -> {
        count.reasoning(block.require("thinking"));
        json(block.get("signature"));
      }
      case "redacted_thinking" -> count.unreadableReasoning(block.require("data"));
      case "search_result" -> {
        said(block.require("source"), part);
        said(block.require("title"), part);
        content(block.require("content"), part == Part.TOOL ? Part.TOOL : Part.DOCUMENT);
        if (Citing.isWanted(block)) {
          count.opaque();
        }
      }
      default -> throw type.wrong("is a content block that is not passed on");
    }
  }

  private void said(@Nullable JsonMember value, Part part) throws InvalidRequestException {
    if (value == null) {
      return;
    }
    if (part == Part.TOOL) {
      count.toolText(value);
    } else {
      count.document(value);
    }
  }

  private void text(JsonMember text, Part part) throws InvalidRequestException {
    switch (part) {
      case SYSTEM -> count.text(text);
      case MESSAGE -> count.prompt(text);
      case DOCUMENT -> count.document(text);
      case TOOL -> count.toolText(text);
    }
  }

  private void image(JsonMember source, Part part) throws InvalidRequestException {
    if (part == Part.TOOL) {
      count.checkedTexts().unreadable(TextKind.TOOL, source.path());
    }
    var members = source.members();
    base64(members);
    count.image();
  }

  private void document(JsonMembers block, Part part) throws InvalidRequestException {
    said(block.get("title"), Part.DOCUMENT);
    said(block.get("context"), Part.DOCUMENT);
    count.opaque();
    var source = block.require("source");
    if (part == Part.TOOL) {
      count.checkedTexts().unreadable(TextKind.TOOL, source.path());
    }
    var members = source.members();
    switch (members.require("type").word()) {
      case "text" -> text(members.require("data"), Part.DOCUMENT);
      case "content" -> content(members.require("content"), Part.DOCUMENT);
      default -> {
        base64(members);
        count.checkedTexts().unreadable(TextKind.DOCUMENT, source.path());
        // The guardrail may read it, whatever it holds.
        count.json(source);
      }
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

  private void json(@Nullable JsonMember value) throws InvalidRequestException {
    if (value != null) {
      count.json(value);
    }
  }
}
