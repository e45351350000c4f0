package ai.kernelpanic09.sidecar.fuzz;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.sidecar.TestEndpoint;
import ai.kernelpanic09.sidecar.applyguardrail.ApplyGuardrailCall;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.Held;
import ai.kernelpanic09.sidecar.call.ModelCall;
import ai.kernelpanic09.sidecar.endpoint.Revision;
import ai.kernelpanic09.sidecar.guardrail.CallerGuardrail;
import ai.kernelpanic09.sidecar.invokemodel.InvokeModelCall;
import ai.kernelpanic09.sidecar.invokemodel.InvokeTerms;
import ai.kernelpanic09.sidecar.json.InvalidRequestException;
import ai.kernelpanic09.sidecar.json.JsonMembers;
import ai.kernelpanic09.sidecar.json.JsonScanner;
import ai.kernelpanic09.sidecar.surface.NamedModel;
import ai.kernelpanic09.sidecar.surface.anthropic.MessagesBodies;
import ai.kernelpanic09.sidecar.surface.bedrock.BedrockBodies;
import ai.kernelpanic09.sidecar.surface.openai.OpenAiBodies;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import ai.kernelpanic09.sidecar.surface.own.RenderReader;
import java.util.List;
import java.util.Map;

/** A form that calls come in. */
@SuppressWarnings("ImmutableEnumChecker") // Rules and readers are lambdas without state.
enum Form {
  CHAT(
      Wire.OPENAI,
      List.of("/v1/chat/completions"),
      ChatGrammar.BODY,
      true,
      named(OpenAiBodies::chat),
      FuzzEndpoints.ALL),
  RESPONSES(
      Wire.OPENAI,
      List.of("/v1/responses"),
      ResponsesGrammar.BODY,
      true,
      named(OpenAiBodies::responses),
      FuzzEndpoints.ALL),
  EMBEDDINGS(
      Wire.OPENAI,
      List.of("/v1/embeddings"),
      ResponsesGrammar.EMBEDDINGS,
      true,
      (body, limits) -> OpenAiBodies.embeddings(members(body), limits),
      FuzzEndpoints.of(
          FuzzEndpoints.TITAN_EMBED, FuzzEndpoints.COHERE_EMBED, FuzzEndpoints.NOVA_EMBED)),
  MESSAGES(
      Wire.ANTHROPIC,
      List.of("/v1/messages"),
      MessagesGrammar.BODY,
      true,
      named(MessagesBodies::read),
      FuzzEndpoints.ALL),
  NEWEST_MESSAGES(
      Wire.ANTHROPIC,
      List.of("/v1/messages"),
      MessagesGrammar.BODY,
      true,
      named(MessagesBodies::readNewest),
      FuzzEndpoints.ALL) {
    @Override
    Map<String, String> headers() {
      return Map.of("anthropic-version", MessagesBodies.NEWEST);
    }
  },
  COUNTED_MESSAGES(
      Wire.ANTHROPIC,
      List.of("/v1/messages/count_tokens"),
      MessagesGrammar.BODY,
      true,
      named(MessagesBodies::readCounted),
      FuzzEndpoints.ALL),
  INVOKE(
      Wire.OWN,
      List.of("/invoke/ai-workloads/claude-haiku", "/invoke/ai-workloads/guarded"),
      ConverseGrammar.INVOKE,
      false,
      (body, limits) -> InvokeReader.read(body, Held.NOTHING).request(),
      FuzzEndpoints.ALL),
  RENDER(
      Wire.OWN,
      List.of("/render/ai-workloads/greeting"),
      ConverseGrammar.RENDER,
      false,
      (body, limits) ->
          RenderReader.read(body)
              .call("Be kind.", "Greet them \ud83d\ude00.", Held.NOTHING)
              .request(),
      FuzzEndpoints.ALL),
  CONVERSE(
      Wire.BEDROCK,
      List.of(
          "/model/claude-haiku/converse",
          "/model/claude-haiku/converse-stream",
          "/model/guarded/converse",
          "/model/guarded/converse-stream",
          "/model/nova/converse",
          "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse"),
      ConverseGrammar.CONVERSE,
      false,
      (body, limits) -> BedrockBodies.converse(body),
      FuzzEndpoints.ALL),
  INVOKE_CLAUDE(
      Wire.BEDROCK,
      invokes("claude-haiku", "guarded"),
      InvokeGrammar.CLAUDE,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.HAIKU, FuzzEndpoints.OLD_HAIKU)),
  INVOKE_NOVA(
      Wire.BEDROCK,
      invokes("nova"),
      InvokeGrammar.NOVA,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.NOVA)),
  INVOKE_LLAMA(
      Wire.BEDROCK,
      invokes("llama"),
      InvokeGrammar.LLAMA,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.LLAMA)),
  INVOKE_MISTRAL(
      Wire.BEDROCK,
      invokes("mistral"),
      InvokeGrammar.MISTRAL,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.MISTRAL)),
  INVOKE_TITAN(
      Wire.BEDROCK,
      invokes("titan"),
      InvokeGrammar.TITAN,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.TITAN)),
  INVOKE_TITAN_EMBED(
      Wire.BEDROCK,
      List.of("/model/titan-embed/invoke"),
      InvokeGrammar.TITAN_EMBED,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.TITAN_EMBED)),
  INVOKE_COHERE_EMBED(
      Wire.BEDROCK,
      List.of("/model/cohere-embed/invoke"),
      InvokeGrammar.COHERE_EMBED,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.COHERE_EMBED)),
  INVOKE_NOVA_EMBED(
      Wire.BEDROCK,
      List.of("/model/nova-embed/invoke"),
      InvokeGrammar.NOVA_EMBED,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.NOVA_EMBED)),
  INVOKE_UNKNOWN(
      Wire.BEDROCK,
      invokes("unknown"),
      InvokeGrammar.UNKNOWN,
      false,
      Form::invoke,
      FuzzEndpoints.of(FuzzEndpoints.UNKNOWN)),
  COUNT_TOKENS(
      Wire.BEDROCK,
      List.of("/model/claude-haiku/count-tokens", "/model/guarded/count-tokens"),
      InvokeGrammar.COUNT_TOKENS,
      false,
      (body, limits) -> BedrockBodies.countTokens(body),
      FuzzEndpoints.of(FuzzEndpoints.HAIKU)),
  APPLY_GUARDRAIL(
      Wire.BEDROCK,
      List.of("/guardrail/GUARDRAIL/version/1/apply"),
      InvokeGrammar.APPLY_GUARDRAIL,
      false,
      (body, limits) ->
          ApplyGuardrailCall.read(
              body, new CallerGuardrail("guardrailIdentifier", "gr1", "3"), Held.NOTHING),
      FuzzEndpoints.guarded(FuzzEndpoints.HAIKU));

  private final Wire wire;
  private final List<String> paths;
  private final Rule grammar;
  private final boolean composes;
  private final Reader reader;
  private final List<Revision> endpoints;

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
   * @param paths where a sidecar takes it
   * @param composes whether all of a request is composed, so that no fault of the caller's can be
   *     passed on
   * @param endpoints that it may be read for
   */
  Form(
      Wire wire,
      List<String> paths,
      Rule grammar,
      boolean composes,
      Reader reader,
      List<Revision> endpoints) {
    this.wire = wire;
    this.paths = paths;
    this.grammar = grammar;
    this.composes = composes;
    this.reader = reader;
    this.endpoints = endpoints;
  }

  /** How its answers are written. */
  Wire wire() {
    return wire;
  }

  /** Where a sidecar takes the case of a seed. */
  String path(long seed) {
    return paths.get((int) Math.floorMod(seed >>> 1, (long) paths.size()));
  }

  /** What callers send beside the body. */
  Map<String, String> headers() {
    return Map.of();
  }

  boolean composes() {
    return composes;
  }

  /** The endpoint that the case of a seed is read for. */
  Revision endpoint(long seed) {
    return endpoints.get(Math.floorMod(seed, endpoints.size()));
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

  private static List<String> invokes(String... models) {
    return List.of(models).stream()
        .flatMap(
            each ->
                List.of(
                    "/model/" + each + "/invoke", "/model/" + each + "/invoke-with-response-stream")
                    .stream())
        .toList();
  }

  private static ModelCall<?> invoke(ReceivedBytes body, EndpointLimits limits)
      throws InvalidRequestException {
    return InvokeModelCall.read(body, limits.modelId(), InvokeTerms.NONE, Held.NOTHING);
  }

  private static Reader named(NamedReader reader) {
    return (body, limits) -> {
      var members = members(body);
      var model = members.require("model").word();
      return reader.read(members, new NamedModel(model, TestEndpoint.HAIKU, limits));
    };
  }

  private static JsonMembers members(ReceivedBytes body) throws InvalidRequestException {
    var from = new JsonScanner(body);
    from.next();
    var members = JsonMembers.read(from);
    from.next();
    return members;
  }
}
