package ai.kernelpanic09.sidecar.fuzz;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.anthropic.MessagesBodies;
import ai.kernelpanic09.sidecar.surface.openai.ChatBodies;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import ai.kernelpanic09.sidecar.surface.own.RenderReader;

/** A form that calls come in. */
@SuppressWarnings("ImmutableEnumChecker") // Rules and readers are lambdas without state.
enum Form {
  CHAT("/v1/chat/completions", ChatGrammar.BODY, true, named(ChatBodies::read)),
  MESSAGES("/v1/messages", MessagesGrammar.BODY, true, named(MessagesBodies::read)),
  NEWEST_MESSAGES("/v1/messages", MessagesGrammar.BODY, true, named(MessagesBodies::readNewest)),
  INVOKE(
      "/invoke/ai-workloads/claude-haiku",
      ConverseGrammar.INVOKE,
      false,
      (body, limits) -> InvokeReader.read(body, Held.NOTHING).request()),
  RENDER(
      "/render/ai-workloads/greeting",
      ConverseGrammar.RENDER,
      false,
      (body, limits) ->
          RenderReader.read(body)
              .call("Be kind.", "Greet them \ud83d\ude00.", Held.NOTHING)
              .request());

  private final String path;
  private final Rule grammar;
  private final boolean composes;
  private final Reader reader;

  /** Makes a call of a body. */
  @FunctionalInterface
  interface Reader {
    ModelCall<?> read(ReceivedBytes body, EndpointLimits limits) throws InvalidRequestException;
  }

  /** Makes a call of a body that names its model. */
  @FunctionalInterface
  interface NamedReader {
    ModelCall<?> read(JsonMembers body, NamedModel model) throws InvalidRequestException;
  }

  /**
   * @param composes whether all of a request is composed, so that no fault of the caller's can be
   *     passed on
   */
  Form(String path, Rule grammar, boolean composes, Reader reader) {
    this.path = path;
    this.grammar = grammar;
    this.composes = composes;
    this.reader = reader;
  }

  /** Where a sidecar takes it. */
  String path() {
    return path;
  }

  boolean composes() {
    return composes;
  }

  ModelCall<?> read(ReceivedBytes body, EndpointLimits limits) throws InvalidRequestException {
    return reader.read(body, limits);
  }

  /** The case of a seed. */
  FuzzCase of(long seed) {
    var to = new CaseWriter(seed);
    grammar.write(to);
    var body = to.body();
    return new FuzzCase(this, seed, body, to.isClean());
  }

  private static Reader named(NamedReader reader) {
    return (body, limits) -> {
      var from = new JsonScanner(body);
      from.next();
      var members = JsonMembers.read(from);
      from.next();
      var model = members.require("model").word();
      return reader.read(members, new NamedModel(model, TestEndpoint.HAIKU, limits));
    };
  }
}
