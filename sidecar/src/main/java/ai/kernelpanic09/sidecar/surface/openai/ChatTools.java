package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the tools that a chat completion offers, and which of them the model is to use. */
final class ChatTools {

  private static final int MAX_TOOLS = 1_000;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final String NO_INPUT = "{\"type\":\"object\",\"properties\":{}}";

  private final ConverseWriter to;
  private final @Nullable JsonMember tools;
  private final @Nullable JsonMember choice;
  private final @Nullable JsonMember parallel;
  private boolean jsonByTool;

  ChatTools(ConverseWriter to, JsonMembers body) {
    this.to = to;
    tools = body.get("tools");
    choice = body.get("tool_choice");
    parallel = body.get("parallel_tool_calls");
  }

  /** Whether the answer is the input of {@link ResponseFormat#TOOL}. */
  boolean isJsonByTool() {
    return jsonByTool;
  }

  /**
   * Offers the tools.
   *
   * @param used names of those that the conversation has used: Bedrock wants them offered still
   */
  void read(Set<String> used) throws InvalidRequestException {
    if (parallel != null && !parallel.flag()) {
      throw parallel.wrong("models of Bedrock can't be kept from using several tools at once");
    }
    var asked = choice;
    var none = asked != null && asked.isText() && asked.word().equals("none");
    if (asked != null && none && !used.isEmpty()) {
      throw asked.wrong("can't be none after tools were used, for Bedrock wants them offered");
    }
    if (none || tools == null || tools.items(MAX_TOOLS).isEmpty()) {
      for (var name : used) {
        to.tools().tool(to.text(name), null, to.json(NO_INPUT));
      }
      return;
    }
    for (var each : tools.items(MAX_TOOLS)) {
      tool(each);
    }
    if (choice != null) {
      choose(choice);
    }
  }

  private void tool(JsonMember tool) throws InvalidRequestException {
    var members = tool.members();
    var type = members.require("type");
    if (!type.word().equals("function")) {
      throw type.wrong("must be \"function\": tools of OpenAI's own are not run here");
    }
    members.allow(Set.of("type", "function"));
    var function = members.require("function").members();
    function.allow(Set.of("name", "description", "parameters", "strict"));
    var name = to.value(named(function.require("name")));
    var description = function.get("description");
    var about = description == null ? null : to.value(description);
    var parameters = function.get("parameters");
    if (parameters != null && !parameters.isObject()) {
      throw parameters.wrong("must be a JSON schema");
    }
    var schema = parameters == null ? to.json(NO_INPUT) : to.value(parameters);
    var strict = function.get("strict");
    if (strict != null && strict.flag()) {
      to.tools().strictTool(strict.path(), name, unlessBlank(about), schema);
    } else {
      to.tools().tool(name, unlessBlank(about), schema);
    }
  }

  private static @Nullable ScannedValue unlessBlank(@Nullable ScannedValue text) {
    return text == null || text.blank() ? null : text;
  }

  /** A name that Bedrock takes too. */
  static JsonMember named(JsonMember name) throws InvalidRequestException {
    if (!NAME.matcher(name.word()).matches()) {
      throw name.wrong("must be 1 to 64 of the characters A-Z, a-z, 0-9, _ and -");
    }
    return name;
  }

  private void choose(JsonMember asked) throws InvalidRequestException {
    if (asked.isText()) {
      switch (asked.word()) {
        case "auto" -> {}
        case "required" -> to.tools().chooseAny(asked.path());
        default -> throw asked.wrong("must be auto, none, required or a function");
      }
      return;
    }
    var members = asked.members();
    var type = members.require("type");
    if (!type.word().equals("function")) {
      throw type.wrong("must be \"function\"");
    }
    var name = members.require("function").members().require("name");
    to.tools().choose(asked.path(), named(name).word());
  }

  /**
   * Makes the model answer by a tool's input.
   *
   * @param path of the member that wants it
   */
  void answerBy(String path, ScannedValue schema) throws InvalidRequestException {
    if (!to.tools().isEmpty()) {
      throw new InvalidRequestException(path, "can't be had together with tools from this model");
    }
    to.tools().tool(to.text(ResponseFormat.TOOL), null, schema);
    to.tools().choose(path, ResponseFormat.TOOL);
    jsonByTool = true;
  }
}
