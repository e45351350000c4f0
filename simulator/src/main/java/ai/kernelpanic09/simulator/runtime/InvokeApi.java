package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.GuardrailUsage;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.runtime.ConverseForms.Event;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.shape.JsonBody;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * InvokeModel and InvokeModelWithResponseStream: the body has the model's own form, and headers
 * hold the options.
 */
final class InvokeApi {
  private final ShapeCheck shapes;
  private final ModelAccess models;
  private final GuardrailAccess guardrails;
  private final PromptCache cache;
  private final Inference inference;
  private final Dialect anthropic = new AnthropicDialect();
  private final Dialect nova;

  InvokeApi(
      ShapeCheck shapes,
      ModelAccess models,
      GuardrailAccess guardrails,
      PromptCache cache,
      Inference inference) {
    this.shapes = shapes;
    this.models = models;
    this.guardrails = guardrails;
    this.cache = cache;
    this.inference = inference;
    nova = new NovaDialect(shapes);
  }

  /** The options in the headers of a request. */
  private record Options(String guardrail, String version, boolean traced) {}

  AwsResponse invoke(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var options = options("InvokeModelRequest", request, modelId, draft);
    var target = reach(signed, modelId, "bedrock:InvokeModel", options, draft);
    var body = body(request);
    if (target.model().dialect() == Model.Dialect.TITAN_EMBED) {
      return embed(target, body, draft);
    }
    var dialect = dialect(target);
    var outcome = run(signed, target, dialect, body, options, "InvokeModel", draft);
    var response = dialect.response(outcome, target.model());
    guardrailMembers(response, outcome, options);
    return counted(AwsResponse.bytes(200, "application/json", response.toBuffer()), outcome, draft);
  }

  AwsResponse stream(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var options = options("InvokeModelWithResponseStreamRequest", request, modelId, draft);
    var target = reach(signed, modelId, "bedrock:InvokeModelWithResponseStream", options, draft);
    if (!target.model().streaming()) {
      throw AwsError.validation("The model is unsupported for streaming.");
    }
    var dialect = dialect(target);
    var outcome =
        run(
            signed,
            target,
            dialect,
            body(request),
            options,
            "InvokeModelWithResponseStream",
            draft);
    var chunks = dialect.chunks(outcome, target.model());
    guardrailMembers(chunks.getLast().json(), outcome, options);
    var events = chunks.stream().map(InvokeApi::event).toList();
    return Streams.reply(events, outcome, draft)
        .with("x-amzn-bedrock-content-type", "application/json");
  }

  /** A raw body in Converse's shape, for CountTokens. */
  JsonObject toConverse(Target target, Buffer body) {
    return translate(dialect(target), JsonBody.parse(body), target);
  }

  private Outcome run(
      Signed signed,
      Target target,
      Dialect dialect,
      JsonObject body,
      Options options,
      String operation,
      CallDraft draft) {
    var converse = translate(dialect, body, target);
    var guardrail = guardrails.find(signed, options.guardrail(), options.version(), draft);
    ConverseRules.check(converse, target.model());
    var lookup = cache.lookup(signed.caller().account(), signed.region(), target);
    var outcome =
        inference.run(
            signed,
            target,
            ConversationReader.read(converse, lookup),
            guardrail.map(g -> ConverseApi.screening(g, converse)),
            operation,
            draft);
    outcome.readByModel(lookup::commit);
    return outcome;
  }

  private Target reach(
      Signed signed, String modelId, String action, Options options, CallDraft draft) {
    return models.reach(
        signed,
        modelId,
        action,
        GuardrailAccess.context(signed, options.guardrail(), options.version()),
        draft);
  }

  private Options options(String structure, AwsRequest request, String modelId, CallDraft draft) {
    var headers =
        shapes.request(
            structure,
            new AwsRequest(
                request.method(),
                request.rawPath(),
                request.rawQuery(),
                request.headers(),
                Buffer.buffer()),
            Map.of("modelId", modelId));
    if (headers.containsKey("requestMetadata")) {
      var metadata = new LinkedHashMap<String, String>();
      JsonBody.parse(Buffer.buffer(headers.getString("requestMetadata")))
          .forEach(e -> metadata.put(e.getKey(), String.valueOf(e.getValue())));
      draft.requestMetadata(metadata);
    }
    if (!headers.getString("serviceTier", "default").equals("default")
        || !headers.getString("performanceConfigLatency", "standard").equals("standard")) {
      throw AwsError.validation(
          "The provided service tier or latency is not supported for the model.");
    }
    return new Options(
        headers.getString("guardrailIdentifier", ""),
        headers.getString("guardrailVersion", ""),
        headers.getString("trace", "DISABLED").startsWith("ENABLED"));
  }

  private static JsonObject body(AwsRequest request) {
    try {
      return JsonBody.parse(request.body());
    } catch (AwsError e) {
      throw AwsError.validation(
          "Malformed input request, please reformat your input and try again.");
    }
  }

  private static JsonObject translate(Dialect dialect, JsonObject body, Target target) {
    try {
      return dialect.toConverse(body, target.model());
    } catch (ClassCastException e) {
      throw AwsError.validation(
          "Malformed input request, please reformat your input and try again.");
    }
  }

  private Dialect dialect(Target target) {
    return switch (target.model().dialect()) {
      case ANTHROPIC -> anthropic;
      case NOVA -> nova;
      case TITAN_EMBED, CONVERSE ->
          throw AwsError.validation(
              "The simulator knows no InvokeModel text body of " + target.model().id());
    };
  }

  private static AwsResponse embed(Target target, JsonObject body, CallDraft draft) {
    if (!(body.getValue("inputText") instanceof String text) || text.isEmpty()) {
      throw AwsError.validation(
          "Malformed input request: #: required key [inputText] not found, please reformat your input and try again.");
    }
    int dimensions = body.getInteger("dimensions", 1024);
    if (!List.of(256, 512, 1024).contains(dimensions)) {
      throw AwsError.validation("Malformed input request: dimensions must be 256, 512 or 1024.");
    }
    var usage = TokenUsage.of(TokenCounter.input(text.length()), 0);
    if (usage.input() > target.model().contextTokens()) {
      throw AwsError.validation("400 Bad Request: Too many input tokens.");
    }
    draft.used("", usage, GuardrailUsage.NONE);
    var random = new Random(text.hashCode());
    var vector = new JsonArray();
    random.doubles(dimensions, -1, 1).forEach(vector::add);
    return AwsResponse.json(
        200, new JsonObject().put("embedding", vector).put("inputTextTokenCount", usage.input()));
  }

  private static Event event(Dialect.Chunk chunk) {
    var bytes = Base64.getEncoder().encodeToString(chunk.json().toBuffer().getBytes());
    return new Event("chunk", new JsonObject().put("bytes", bytes), chunk.outputTokens());
  }

  private static void guardrailMembers(JsonObject json, Outcome outcome, Options options) {
    if (outcome.trace().isPresent()) {
      json.put("amazon-bedrock-guardrailAction", outcome.intervened() ? "INTERVENED" : "NONE");
      if (options.traced()) {
        json.put("amazon-bedrock-trace", new JsonObject().put("guardrail", outcome.trace().get()));
      }
    }
  }

  private static AwsResponse counted(AwsResponse reply, Outcome outcome, CallDraft draft) {
    var usage = outcome.answer().usage();
    return reply
        .with(
            "x-amzn-bedrock-invocation-latency",
            Long.toString(Math.max(1, draft.delivery().delayMillis())))
        .with("x-amzn-bedrock-input-token-count", Long.toString(usage.input()))
        .with("x-amzn-bedrock-output-token-count", Long.toString(usage.output()));
  }
}
