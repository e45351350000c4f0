package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.runtime.Conversations.Door;
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
import java.util.Map;
import java.util.Optional;

/**
 * InvokeModel and InvokeModelWithResponseStream: the body has the model's own form, and headers
 * hold the options.
 */
final class InvokeApi {
  private static final String OF_THE_GUARDRAIL = "amazon-bedrock-guardrailConfig";

  private final ShapeCheck shapes;
  private final ModelAccess models;
  private final GuardrailAccess guardrails;
  private final Dialects dialects;
  private final Conversations conversations;
  private final Embeddings embeddings;

  InvokeApi(
      ShapeCheck shapes,
      ModelAccess models,
      GuardrailAccess guardrails,
      Dialects dialects,
      Conversations conversations,
      Embeddings embeddings) {
    this.shapes = shapes;
    this.models = models;
    this.guardrails = guardrails;
    this.dialects = dialects;
    this.conversations = conversations;
    this.embeddings = embeddings;
  }

  /** The options in the headers of a request. */
  private record Options(
      String guardrail, String version, boolean traced, String tier, String project) {}

  AwsResponse invoke(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var options = options("InvokeModelRequest", request, modelId, draft);
    var target = reach(signed, modelId, "bedrock:InvokeModel", options, draft);
    var body = body(request.body());
    if (target.model().embeds()) {
      if (!options.guardrail().isEmpty()) {
        throw AwsError.validation("Guardrails can't be used with an embeddings model.");
      }
      return embeddings.embed(signed, target, body, draft);
    }
    var dialect = dialects.text(target.model());
    var outcome = run(signed, target, dialect, body, options, draft);
    var response = dialect.response(outcome, target.model());
    guardrailMembers(response, outcome, options);
    var usage = outcome.answer().usage();
    return Embeddings.counted(AwsResponse.json(200, response), usage.input(), draft)
        .with("x-amzn-bedrock-output-token-count", Long.toString(usage.output()));
  }

  AwsResponse stream(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var options = options("InvokeModelWithResponseStreamRequest", request, modelId, draft);
    var target = reach(signed, modelId, "bedrock:InvokeModelWithResponseStream", options, draft);
    if (!target.model().streaming()) {
      throw AwsError.validation("The model is unsupported for streaming.");
    }
    var dialect = dialects.text(target.model());
    var outcome = run(signed, target, dialect, body(request.body()), options, draft);
    var chunks = dialect.chunks(outcome, target.model());
    var last = chunks.getLast().json();
    last.put(
        "amazon-bedrock-invocationMetrics",
        invocationMetrics(outcome.answer().usage(), draft.delivery().delayMillis()));
    guardrailMembers(last, outcome, options);
    var events = chunks.stream().map(InvokeApi::event).toList();
    return Streams.reply(events, outcome, draft)
        .with("x-amzn-bedrock-content-type", "application/json");
  }

  /** The input tokens of a raw body, for CountTokens. */
  TokenUsage count(Target target, Buffer raw) {
    var dialect = dialects.text(target.model());
    var body = body(raw);
    return NativeBody.read(
        () -> conversations.count(target, dialect.toConverse(body, target.model()), Door.INVOKE));
  }

  private Outcome run(
      Signed signed,
      Target target,
      Dialect dialect,
      JsonObject body,
      Options options,
      CallDraft draft) {
    var tagSuffix = NativeBody.read(() -> tagSuffix(body));
    var converse = NativeBody.read(() -> dialect.toConverse(body, target.model()));
    var applied =
        guardrails.all(signed, options.guardrail(), options.version(), target.model().id(), draft);
    return NativeBody.read(
        () -> conversations.run(signed, target, converse, Door.INVOKE, applied, tagSuffix, draft));
  }

  /** Takes out of a body what Bedrock itself reads of it. */
  private static Optional<String> tagSuffix(JsonObject body) {
    return body.remove(OF_THE_GUARDRAIL) instanceof JsonObject config
        ? Optional.ofNullable(config.getString("tagSuffix"))
        : Optional.empty();
  }

  private Target reach(
      Signed signed, String modelId, String action, Options options, CallDraft draft) {
    var target =
        models.reach(
            signed,
            modelId,
            action,
            GuardrailAccess.context(signed, options.guardrail(), options.version()),
            draft);
    ConverseRules.serviceTier(options.tier(), target.model());
    draft.serviceTier(options.tier());
    models.project(signed, options.project(), action, target, draft);
    return target;
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
    if (!headers.getString("performanceConfigLatency", "standard").equals("standard")) {
      throw AwsError.validation("The provided latency is not supported for the model.");
    }
    return new Options(
        headers.getString("guardrailIdentifier", ""),
        headers.getString("guardrailVersion", ""),
        headers.getString("trace", "DISABLED").startsWith("ENABLED"),
        headers.getString("serviceTier", "default"),
        headers.getString("projectIdentifier", ""));
  }

  private static JsonObject body(Buffer body) {
    try {
      return JsonBody.parse(body);
    } catch (AwsError e) {
      throw AwsError.validation(
          "Malformed input request, please reformat your input and try again.");
    }
  }

  private static Event event(Dialect.Chunk chunk) {
    var bytes = Base64.getEncoder().encodeToString(chunk.json().toBuffer().getBytes());
    return new Event("chunk", new JsonObject().put("bytes", bytes), chunk.outputTokens());
  }

  private static void guardrailMembers(JsonObject json, Outcome outcome, Options options) {
    if (outcome.trace().isPresent()) {
      json.put("amazon-bedrock-guardrailAction", outcome.intervened() ? "INTERVENED" : "NONE");
      if (options.traced()) {
        json.put(
            "amazon-bedrock-trace",
            new JsonObject().put("guardrail", named(outcome.trace().get())));
      }
    }
  }

  /** A trace with this API's names: {@code input}, and {@code outputs}, which are a list. */
  private static JsonObject named(JsonObject converse) {
    var trace = converse.copy();
    trace.put("input", trace.remove("inputAssessment"));
    if (trace.remove("outputAssessments") instanceof JsonObject byGuardrail) {
      var outputs = new JsonArray();
      byGuardrail.forEach(
          each -> {
            for (var assessment : (JsonArray) each.getValue()) {
              outputs.add(new JsonObject().put(each.getKey(), assessment));
            }
          });
      trace.put("outputs", outputs);
    }
    return trace;
  }

  private static JsonObject invocationMetrics(TokenUsage usage, long delayMillis) {
    long latency = Math.max(1, delayMillis);
    return new JsonObject()
        .put("inputTokenCount", usage.input())
        .put("outputTokenCount", usage.output())
        .put("cacheReadInputTokenCount", usage.cacheRead())
        .put("cacheWriteInputTokenCount", usage.cacheWrite5m() + usage.cacheWrite1h())
        .put("invocationLatency", latency)
        .put("firstByteLatency", latency);
  }
}
