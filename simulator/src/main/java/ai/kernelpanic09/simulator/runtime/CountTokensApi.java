package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Map;

/** CountTokens: the input tokens that a call would be billed for. CountTokens itself is free. */
final class CountTokensApi {
  private final ShapeCheck shapes;
  private final ModelAccess models;
  private final PromptCache cache;
  private final InvokeApi invoke;

  CountTokensApi(ShapeCheck shapes, ModelAccess models, PromptCache cache, InvokeApi invoke) {
    this.shapes = shapes;
    this.models = models;
    this.cache = cache;
    this.invoke = invoke;
  }

  AwsResponse count(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var body = shapes.request("CountTokensRequest", request, Map.of("modelId", modelId));
    var target = models.find(signed, modelId, "bedrock:CountTokens", RequestContext.empty(), draft);
    var converse = converse(target, body.getJsonObject("input"));
    ConverseRules.check(converse, target.model());
    var usage = ConversationReader.usage(converse, cache.none(target));
    return AwsResponse.json(200, new JsonObject().put("inputTokens", usage.total()));
  }

  private JsonObject converse(Target target, JsonObject input) {
    var raw = input.getJsonObject("invokeModel");
    return raw == null
        ? input.getJsonObject("converse")
        : invoke.toConverse(
            target, Buffer.buffer(Base64.getDecoder().decode(raw.getString("body"))));
  }
}
