package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.catalog.Model;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.runtime.Conversations.Door;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Converse and ConverseStream. */
final class ConverseApi {
  private final ShapeCheck shapes;
  private final ModelAccess models;
  private final GuardrailAccess guardrails;
  private final Dialects dialects;
  private final Conversations conversations;

  ConverseApi(
      ShapeCheck shapes,
      ModelAccess models,
      GuardrailAccess guardrails,
      Dialects dialects,
      Conversations conversations) {
    this.shapes = shapes;
    this.models = models;
    this.guardrails = guardrails;
    this.dialects = dialects;
    this.conversations = conversations;
  }

  /** The answer of a model, and how its caller wants to see it. */
  private record Answered(Outcome outcome, ConverseForms.View view) {}

  AwsResponse converse(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var body = shapes.request("ConverseRequest", request, Map.of("modelId", modelId));
    var target = reach(signed, body, modelId, "bedrock:InvokeModel", draft);
    var answered = run(signed, body, target, draft);
    return AwsResponse.json(200, ConverseForms.response(answered.outcome(), answered.view()));
  }

  AwsResponse stream(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var body = shapes.request("ConverseStreamRequest", request, Map.of("modelId", modelId));
    var target = reach(signed, body, modelId, "bedrock:InvokeModelWithResponseStream", draft);
    if (!target.model().streaming()) {
      throw AwsError.validation("The model is unsupported for streaming.");
    }
    if (body.containsKey("toolConfig") && target.model().dialect() == Model.Dialect.LLAMA) {
      throw AwsError.validation("This model doesn't support tool use in streaming mode.");
    }
    var answered = run(signed, body, target, draft);
    return Streams.reply(
        ConverseForms.events(answered.outcome(), answered.view()), answered.outcome(), draft);
  }

  private Target reach(
      Signed signed, JsonObject body, String modelId, String action, CallDraft draft) {
    draft.requestMetadata(strings(body.getJsonObject("requestMetadata", new JsonObject())));
    draft.serviceTier(ConverseRules.tier(body));
    var config = body.getJsonObject("guardrailConfig", new JsonObject());
    var target =
        models.reach(
            signed,
            modelId,
            action,
            GuardrailAccess.context(
                signed,
                config.getString("guardrailIdentifier", ""),
                config.getString("guardrailVersion", "")),
            draft);
    models.project(signed, body.getString("projectIdentifier", ""), action, target, draft);
    return target;
  }

  private Answered run(Signed signed, JsonObject body, Target target, CallDraft draft) {
    var config = body.getJsonObject("guardrailConfig", new JsonObject());
    var applied =
        guardrails.all(
            signed,
            config.getString("guardrailIdentifier", ""),
            config.getString("guardrailVersion", ""),
            target.model().id(),
            draft);
    var paths = ResponseFields.of(body);
    var outcome =
        conversations.run(signed, target, body, Door.CONVERSE, applied, Optional.empty(), draft);
    return new Answered(
        outcome,
        new ConverseForms.View(
            config.getString("trace", "disabled").startsWith("enabled"),
            draft.delivery().delayMillis(),
            paths.isEmpty()
                ? new JsonObject()
                : paths.from(dialects.ownForm(target.model(), outcome))));
  }

  private static Map<String, String> strings(JsonObject object) {
    var map = new LinkedHashMap<String, String>();
    object.forEach(e -> map.put(e.getKey(), (String) e.getValue()));
    return map;
  }
}
