package ai.kernelpanic09.sidecar.surface.openai;

import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import ai.kernelpanic09.sidecar.converse.ConverseWriter;
import ai.kernelpanic09.sidecar.counttokens.CountTokensCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMember;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a response. Nothing is kept from one to the next: what would need that, or
 * tools that OpenAI runs by itself, is refused by its name.
 */
final class ResponsesReader {

  private static final int MAX_INCLUDED = 20;

  /** Members that mean something only to who keeps things. */
  private static final Map<String, String> NEEDS_STATE =
      Map.of(
          "previous_response_id", "no responses are kept here; send the earlier items as input",
          "conversation", "no conversations are kept here; send the earlier items as input",
          "prompt", "no prompts are kept here; send the prompt's text as instructions",
          "context_management", "no conversations are kept here, so none is made shorter");

  private final JsonMembers body;
  private final NamedModel model;
  private final ConverseWriter to;

  private ResponsesReader(JsonMembers body, NamedModel model, JsonScanner from) {
    this.body = body;
    this.model = model;
    to = new ConverseWriter(from);
  }

  /** A request, and how its answer is wanted. */
  record Read(ConverseRequest request, ResponsesWish wish) {}

  /**
   * Reads a body.
   *
   * @throws InvalidRequestException when it can't be served; the message names the member
   */
  static Read read(JsonMembers body, NamedModel model, Held held) throws InvalidRequestException {
    return of(body, model).read(held);
  }

  /**
   * Reads a body whose tokens are to be counted.
   *
   * @throws InvalidRequestException when they can't be; the message names the member
   */
  static CountTokensCall readCounted(JsonMembers body, NamedModel model, Held held)
      throws InvalidRequestException {
    var reader = of(body, model);
    reader.content();
    return new CountTokensCall(reader.to.counted(), held);
  }

  private static ResponsesReader of(JsonMembers body, NamedModel model)
      throws InvalidRequestException {
    for (var name : NEEDS_STATE.keySet()) {
      if (body.has(name)) {
        throw body.wrong(name, NEEDS_STATE.getOrDefault(name, ""));
      }
    }
    Ignored.RESPONSES.check(body);
    return new ResponsesReader(body, model, body.require("input").scanner());
  }

  private Read read(Held held) throws InvalidRequestException {
    var content = content();
    var stream = body.get("stream");
    var streamed = stream != null && stream.flag();
    checkStreamOptions(body.get("stream_options"), streamed);
    return new Read(
        to.request(held),
        new ResponsesWish(
            streamed, content.summary(), content.jsonByTool(), ResponseEcho.of(body, model)));
  }

  /**
   * What of the content the answer depends on.
   *
   * @param summary whether the model's thoughts are to be seen
   * @param jsonByTool whether the input of a tool is the answer
   */
  private record Content(boolean summary, boolean jsonByTool) {}

  private Content content() throws InvalidRequestException {
    instructions(body.get("instructions"));
    var toolsUsed = new ResponsesInput(to).read(body.require("input"));
    var format = format(body.get("text"));
    var tools = new FunctionTools(to, FunctionForm.FLAT, body);
    tools.read(toolsUsed);
    format.write(to, model, tools);
    settings();
    checkIncluded();
    return new Content(reasoning(body.get("reasoning")), tools.isJsonByTool());
  }

  private void instructions(@Nullable JsonMember instructions) throws InvalidRequestException {
    if (instructions == null) {
      return;
    }
    if (!instructions.isText()) {
      throw instructions.wrong("must be a text");
    }
    var text = to.value(instructions);
    if (!text.blank()) {
      to.system().text(text);
    }
  }

  private static ResponseFormat format(@Nullable JsonMember text) throws InvalidRequestException {
    if (text == null) {
      return ResponseFormat.flat(null);
    }
    var members = text.members();
    members.allow(Set.of("format", "verbosity"));
    var verbosity = members.get("verbosity");
    if (verbosity != null && !verbosity.word().equals("medium")) {
      throw verbosity.wrong("can't be honoured by models of Bedrock with this value");
    }
    return ResponseFormat.flat(members.get("format"));
  }

  private void settings() throws InvalidRequestException {
    var maxTokens = body.get("max_output_tokens");
    if (maxTokens != null) {
      to.maxTokens(maxTokens.wholeNumber(1));
    }
    Sampling.temperature(body.get("temperature"), to);
    Sampling.topP(body.get("top_p"), to);
  }

  /** Returns whether the model's thoughts are to be seen. */
  private boolean reasoning(@Nullable JsonMember reasoning) throws InvalidRequestException {
    if (reasoning == null) {
      return false;
    }
    var members = reasoning.members();
    members.allow(Set.of("effort", "summary", "generate_summary"));
    var old = members.get("generate_summary");
    var summary = members.has("summary") ? members.get("summary") : old;
    if (summary != null && !Set.of("auto", "concise", "detailed").contains(summary.word())) {
      throw summary.wrong("must be auto, concise or detailed");
    }
    var shown = summary != null;
    new Thinking(model, to, shown).effort(members.get("effort"), body.get("max_output_tokens"));
    return shown;
  }

  private void checkIncluded() throws InvalidRequestException {
    var include = body.get("include");
    if (include == null) {
      return;
    }
    for (var each : include.items(MAX_INCLUDED)) {
      if (!each.word().equals("reasoning.encrypted_content")) {
        throw each.wrong("must be reasoning.encrypted_content: there is nothing else to include");
      }
    }
  }

  private static void checkStreamOptions(@Nullable JsonMember options, boolean stream)
      throws InvalidRequestException {
    if (options == null) {
      return;
    }
    if (!stream) {
      throw options.wrong("is for streams only");
    }
    options.members().allow(Set.of("include_obfuscation"));
  }
}
