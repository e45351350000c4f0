package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.bill.TokenUsage;
import ai.kernelpanic09.simulator.guardrail.Screened;
import ai.kernelpanic09.simulator.guardrail.Screening;
import ai.kernelpanic09.simulator.guardrail.Side;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.AwsResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Map;

/** ApplyGuardrail. */
final class GuardrailCheckApi {
  private final ShapeCheck shapes;
  private final GuardrailAccess guardrails;
  private final FaultBook faults;

  GuardrailCheckApi(ShapeCheck shapes, GuardrailAccess guardrails, FaultBook faults) {
    this.shapes = shapes;
    this.guardrails = guardrails;
    this.faults = faults;
  }

  AwsResponse apply(Signed signed, AwsRequest request, String id, String version, CallDraft draft) {
    var body =
        shapes.request(
            "ApplyGuardrailRequest",
            request,
            Map.of("guardrailIdentifier", id, "guardrailVersion", version));
    if (id.isEmpty() || version.isEmpty()) {
      throw AwsError.validation("A guardrail identifier and a version are required.");
    }
    var guardrail = guardrails.require(signed, id, version, draft);
    var content = body.getJsonArray("content");
    if (content.isEmpty()) {
      throw AwsError.validation("The content must have at least one block.");
    }
    var fault = faults.strike("ApplyGuardrail", signed.caller().identityArn(), draft);
    var texts = new ArrayList<String>();
    int images = 0;
    for (int i = 0; i < content.size(); i++) {
      var block = content.getJsonObject(i);
      if (block.containsKey("text")) {
        texts.add(block.getJsonObject("text").getString("text"));
      } else {
        images++;
      }
    }
    var side = Side.valueOf(body.getString("source"));
    var screened = Screening.screen(guardrail.config(), side, texts, images, 0);
    var message =
        guardrail
            .config()
            .getString(side == Side.INPUT ? "blockedInputMessaging" : "blockedOutputsMessaging");
    draft.used(
        screened.intervened() ? "guardrail_intervened" : "", TokenUsage.NONE, screened.units());
    if (fault.filter(f -> !f.billed()).isPresent() && !draft.delivery().ending().answers()) {
      draft.unbilled();
    }
    return AwsResponse.json(
        200,
        new JsonObject()
            .put("usage", Screening.usage(screened.units()))
            .put("action", screened.intervened() ? "GUARDRAIL_INTERVENED" : "NONE")
            .put("actionReason", screened.reason())
            .put(
                "outputs",
                outputs(screened, message, body.getString("outputScope", "INTERVENTIONS")))
            .put("assessments", new JsonArray().add(screened.assessment()))
            .put(
                "guardrailCoverage",
                screened
                    .assessment()
                    .getJsonObject("invocationMetrics")
                    .getJsonObject("guardrailCoverage")));
  }

  private static JsonArray outputs(Screened screened, String message, String scope) {
    var outputs = new JsonArray();
    if (screened.blocked()) {
      outputs.add(new JsonObject().put("text", message));
    } else if (screened.masked() || scope.equals("FULL")) {
      screened.texts().forEach(t -> outputs.add(new JsonObject().put("text", t)));
    }
    return outputs;
  }
}
