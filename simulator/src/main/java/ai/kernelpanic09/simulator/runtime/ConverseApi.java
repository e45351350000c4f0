package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import ai.kernelpanic09.simulator.runtime.Inference.Outcome;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** Converse and ConverseStream. */
final class ConverseApi {
  private final ShapeCheck shapes;
  private final ModelAccess models;
  private final GuardrailAccess guardrails;
  private final PromptCache cache;
  private final Inference inference;

  ConverseApi(
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
  }

  AwsResponse converse(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var body = shapes.request("ConverseRequest", request, Map.of("modelId", modelId));
    var outcome = run(signed, body, modelId, "bedrock:InvokeModel", "Converse", draft);
    return AwsResponse.json(
        200, ConverseForms.response(outcome, traced(body), draft.delivery().delayMillis()));
  }

  AwsResponse stream(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var body = shapes.request("ConverseStreamRequest", request, Map.of("modelId", modelId));
    var outcome =
        run(
            signed,
            body,
            modelId,
            "bedrock:InvokeModelWithResponseStream",
            "ConverseStream",
            draft);
    return Streams.reply(
        ConverseForms.events(outcome, traced(body), draft.delivery().delayMillis()),
        outcome,
        draft);
  }

  private Outcome run(
      Signed signed,
      JsonObject body,
      String modelId,
      String action,
      String operation,
      CallDraft draft) {
    draft.requestMetadata(strings(body.getJsonObject("requestMetadata", new JsonObject())));
    var config = body.getJsonObject("guardrailConfig", new JsonObject());
    var id = config.getString("guardrailIdentifier", "");
    var version = config.getString("guardrailVersion", "");
    var target =
        models.reach(signed, modelId, action, GuardrailAccess.context(signed, id, version), draft);
    var guardrail = guardrails.find(signed, id, version, draft);
    if (operation.equals("ConverseStream") && !target.model().streaming()) {
      throw AwsError.validation("The model is unsupported for streaming.");
    }
    ConverseRules.check(body, target.model());
    var lookup = cache.lookup(signed.caller().account(), signed.region(), target);
    var outcome =
        inference.run(
            signed,
            target,
            ConversationReader.read(body, lookup),
            guardrail.map(g -> screening(g, body)),
            operation,
            draft);
    outcome.readByModel(lookup::commit);
    return outcome;
  }

  static CallScreening screening(Applied guardrail, JsonObject body) {
    return GuardedTexts.of(body).screening(guardrail);
  }

  private static boolean traced(JsonObject body) {
    return body.getJsonObject("guardrailConfig", new JsonObject())
        .getString("trace", "disabled")
        .startsWith("enabled");
  }

  private static Map<String, String> strings(JsonObject object) {
    var map = new LinkedHashMap<String, String>();
    object.forEach(e -> map.put(e.getKey(), (String) e.getValue()));
    return map;
  }
}
