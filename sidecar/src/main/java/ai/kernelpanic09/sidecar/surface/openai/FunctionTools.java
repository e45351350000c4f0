package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.converse.ComposedTools;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.converse.ScannedValue;
import ai.kernelpanic09.sidecar.converse.ToolNames;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the functions that a call offers, and which of them the model is to use. */
final class FunctionTools {

  private static final int MAX_TOOLS = 1_000;

  private final ConverseWriter to;
  private final FunctionForm form;
  private final @Nullable JsonMember tools;
  private final @Nullable JsonMember choice;
  private final @Nullable JsonMember parallel;
  private final Set<String> names = new HashSet<>();

  /** Whether the model is made to use one certain tool, which it hardly ever uses twice. */
  private boolean oneTool;

  private boolean jsonByTool;

  FunctionTools(ConverseWriter to, FunctionForm form, JsonMembers body) {
    this.to = to;
    this.form = form;
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
    var offered = tools == null ? List.<JsonMember>of() : tools.items(MAX_TOOLS);
    var none = choice != null && choice.isText() && choice.word().equals("none");
    if (choice != null && none && !used.isEmpty()) {
      throw choice.wrong("can't be none after tools were used, for Bedrock wants them offered");
    }
    if (!none) {
      for (var each : offered) {
        tool(each);
      }
    }
    if (to.tools().isEmpty()) {
      to.offerUsed(used);
    }
    if (choice != null && !none) {
      choose(choice, offered.isEmpty());
    }
    if (parallel != null && !parallel.flag() && !names.isEmpty() && !oneTool) {
      throw parallel.wrong("models of Bedrock can't be kept from using several tools at once");
    }
  }

  private void tool(JsonMember tool) throws InvalidRequestException {
    var members = tool.members();
    requireFunction(members.require("type"), " is not run here");
    var function = form.function(members);
    var lawful = ToolNames.lawful(function.require("name"));
    names.add(lawful.word());
    var name = to.value(lawful);
    var description = function.get("description");
    if (description != null && !description.isText()) {
      throw description.wrong("must be a text");
    }
    var about = description == null ? null : to.value(description);
    var parameters = function.get("parameters");
    if (parameters != null && !parameters.isObject()) {
      throw parameters.wrong("must be a JSON schema");
    }
    var schema = parameters == null ? to.json(ComposedTools.NO_INPUT) : to.value(parameters);
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

  /**
   * @param why what is to be said of any other type
   */
  private static void requireFunction(JsonMember type, String why) throws InvalidRequestException {
    var word = type.word();
    if (!word.equals("function")) {
      throw type.wrong(
          ToolNames.isLawful(word) ? "must be function: " + word + why : "must be function");
    }
  }

  /**
   * Notes that the conversation has used a tool.
   *
   * @param used names of those that it has used before
   */
  static void noteUsed(JsonMember name, Set<String> used) throws InvalidRequestException {
    if (used.add(name.word()) && used.size() > MAX_TOOLS) {
      throw name.wrong("is one tool too many: there may be " + MAX_TOOLS);
    }
  }

  /** The input of an earlier use, which is JSON in a text; nothing stands for no input. */
  static ScannedValue input(ConverseWriter to, JsonMember arguments)
      throws InvalidRequestException {
    var text = arguments.wrapped();
    if (!text.isBlank() && !text.strip().startsWith("{")) {
      throw arguments.wrong("must be a JSON object in a text");
    }
    return text.isBlank() ? to.json("{}") : to.json(arguments, text);
  }

  private void choose(JsonMember asked, boolean noTools) throws InvalidRequestException {
    if (asked.isText() && asked.word().equals("auto")) {
      return;
    }
    if (noTools) {
      throw asked.wrong("needs tools to choose from");
    }
    if (!asked.isText()) {
      var members = asked.members();
      requireFunction(members.require("type"), " can't be chosen");
      var chosen = ToolNames.lawful(form.chosen(members));
      if (!names.contains(chosen.word())) {
        throw chosen.wrong("must be the name of a tool that is offered");
      }
      to.tools().choose(asked.path(), chosen.word());
      oneTool = true;
    } else if (asked.word().equals("required")) {
      to.tools().chooseAny(asked.path());
      oneTool = names.size() == 1;
    } else {
      throw asked.wrong("must be auto, none, required or a function");
    }
  }

  /**
   * Makes the model answer by a tool's input.
   *
   * @param path of the member that wants it
   * @param about what the answer is; null where nothing is said
   */
  void answerBy(String path, @Nullable ScannedValue about, ScannedValue schema)
      throws InvalidRequestException {
    if (!to.tools().isEmpty()) {
      throw new InvalidRequestException(path, "can't be had together with tools from this model");
    }
    to.tools().tool(to.text(ResponseFormat.TOOL), about, schema);
    to.tools().choose(path, ResponseFormat.TOOL);
    jsonByTool = true;
  }
}
