package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.catalog.Model.Trait;
import ai.kernelpanic09.simulator.catalog.Target;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.runtime.Conversations.Door;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
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
  private final InvokeApi invoke;
  private final Conversations conversations;
  private final FaultBook faults;

  CountTokensApi(
      ShapeCheck shapes,
      ModelAccess models,
      InvokeApi invoke,
      Conversations conversations,
      FaultBook faults) {
    this.shapes = shapes;
    this.models = models;
    this.invoke = invoke;
    this.conversations = conversations;
    this.faults = faults;
  }

  AwsResponse count(Signed signed, AwsRequest request, String modelId, CallDraft draft) {
    var body = shapes.request("CountTokensRequest", request, Map.of("modelId", modelId));
    var target = models.find(signed, modelId, "bedrock:CountTokens", RequestContext.empty(), draft);
    if (!target.model().can(Trait.TOKEN_COUNT)) {
      throw AwsError.validation("The provided model doesn't support counting tokens.");
    }
    faults.strike("CountTokens", signed.caller().identityArn(), draft);
    var usage = usage(target, body.getJsonObject("input"));
    return AwsResponse.json(200, new JsonObject().put("inputTokens", usage.total()));
  }

  private TokenUsage usage(Target target, JsonObject input) {
    var raw = input.getJsonObject("invokeModel");
    if (raw == null) {
      return conversations.count(target, input.getJsonObject("converse"), Door.CONVERSE);
    }
    var body = Buffer.buffer(Base64.getDecoder().decode(raw.getString("body")));
    return invoke.count(target, body);
  }
}
