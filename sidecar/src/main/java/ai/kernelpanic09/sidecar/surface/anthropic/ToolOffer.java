package ai.kernelpanic09.sidecar.surface.anthropic;

import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.converse.ToolNames;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the tools that a call offers, and which of them the model is to use. */
final class ToolOffer {

  private static final int MAX_TOOLS = 10_000;

  /** Tools whose schemas Anthropic holds and Converse does not, though clients run them. */
  private static final List<String> OF_CLIENTS =
      List.of("bash_", "text_editor_", "memory_", "computer_", "browser_");

  private final ConverseWriter to;

  ToolOffer(ConverseWriter to) {
    this.to = to;
  }

  /**
   * Offers the tools.
   *
   * @param used names of those that the conversation has used: Bedrock wants them offered still
   */
  void read(JsonMembers body, Set<String> used) throws InvalidRequestException {
    var tools = body.get("tools");
    var choice = body.get("tool_choice");
    var offered = tools == null ? List.<JsonMember>of() : tools.items(MAX_TOOLS);
    var kind = choice == null ? "auto" : kind(choice.members(), offered.size());
    if (kind.equals("none") && choice != null && !used.isEmpty()) {
      throw choice.wrong("can't be none after tools were used, for Bedrock wants them offered");
    }
    if (kind.equals("none") || offered.isEmpty()) {
      to.offerUsed(used);
    } else {
      for (var each : offered) {
        tool(each.members());
      }
    }
    if (choice != null) {
      choose(choice, kind);
    }
  }

  private void tool(JsonMembers tool) throws InvalidRequestException {
    requireCustom(tool);
    tool.allow(
        Set.of(
            "type",
            "name",
            "description",
            "input_schema",
            "strict",
            "eager_input_streaming",
            "defer_loading",
            "allowed_callers",
            "input_examples",
            CacheControl.MEMBER));
    refuseUnhonoured(tool);
    var name = to.value(ToolNames.lawful(tool.require("name")));
    var description = tool.get("description");
    var about = description == null ? null : text(description);
    var schema = tool.require("input_schema");
    if (!schema.isObject()) {
      throw schema.wrong("must be a JSON schema");
    }
    var strict = tool.get("strict");
    if (strict != null && strict.flag()) {
      to.tools().strictTool(strict.path(), name, about, to.value(schema));
    } else {
      to.tools().tool(name, about, to.value(schema));
    }
    var cache = CacheControl.of(tool);
    if (cache != null) {
      to.tools().cachePoint(cache.path(), cache.anHour());
    }
  }

  private static void requireCustom(JsonMembers tool) throws InvalidRequestException {
    var type = tool.get("type");
    var kind = type == null ? "custom" : type.word();
    if (type == null || kind.equals("custom")) {
      return;
    }
    throw type.wrong(
        OF_CLIENTS.stream().anyMatch(kind::startsWith)
            ? kind
                + " can't be offered: Anthropic holds its schema, and Converse does not have it;"
                + " describe a tool of your own with input_schema"
            : kind
                + " can't be offered: it runs on Anthropic's servers, which are not called here");
  }

  private static void refuseUnhonoured(JsonMembers tool) throws InvalidRequestException {
    var deferred = tool.get("defer_loading");
    if (deferred != null && deferred.flag()) {
      throw deferred.wrong("can't be honoured: Bedrock searches no tools");
    }
    var examples = tool.get("input_examples");
    if (examples != null && !examples.items(MAX_TOOLS).isEmpty()) {
      throw examples.wrong("can't be honoured: Converse has no examples; say them in description");
    }
    var callers = tool.get("allowed_callers");
    if (callers != null) {
      for (var each : callers.items(MAX_TOOLS)) {
        if (!each.word().equals("direct")) {
          throw each.wrong("must be \"direct\": Bedrock runs no code that calls tools");
        }
      }
    }
  }

  private @Nullable ScannedValue text(JsonMember description) throws InvalidRequestException {
    if (!description.isText()) {
      throw description.wrong("must be a text");
    }
    var text = to.value(description);
    return text.blank() ? null : text;
  }

  private static String kind(JsonMembers choice, int offered) throws InvalidRequestException {
    choice.allow(Set.of("type", "name", "disable_parallel_tool_use"));
    var kind = choice.require("type").word();
    var single = choice.get("disable_parallel_tool_use");
    if (single != null && single.flag() && !isOneTool(kind, offered)) {
      throw single.wrong("models of Bedrock can't be kept from using several tools at once");
    }
    return kind;
  }

  /**
   * Whether the model is made to use one certain tool, as clients do that want an answer in JSON:
   * it hardly ever uses that twice, so nothing is lost.
   */
  private static boolean isOneTool(String kind, int offered) {
    return kind.equals("tool") || (kind.equals("any") && offered == 1);
  }

  private void choose(JsonMember choice, String kind) throws InvalidRequestException {
    switch (kind) {
      case "auto", "none" -> {}
      case "any" -> {
        requireTools(choice);
        to.tools().chooseAny(choice.path());
      }
      case "tool" -> {
        requireTools(choice);
        to.tools().choose(choice.path(), ToolNames.lawful(choice.members().require("name")).word());
      }
      default -> throw choice.wrong("must have the type auto, any, tool or none");
    }
  }

  private void requireTools(JsonMember choice) throws InvalidRequestException {
    if (to.tools().isEmpty()) {
      throw choice.wrong("needs tools to choose from");
    }
  }
}
