package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.guardrail.GuardrailArns;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Finds the guardrail that a call names, and checks that its caller may apply it. */
final class GuardrailAccess {
  private final GuardrailStore store;

  GuardrailAccess(GuardrailStore store) {
    this.store = store;
  }

  /** The condition keys of a call that names a guardrail, or names none. */
  static RequestContext context(Signed signed, String id, String version) {
    if (id.isEmpty()) {
      return RequestContext.empty();
    }
    var arn = GuardrailArns.of(signed, id);
    return RequestContext.empty()
        .with("bedrock:GuardrailIdentifier", version.equals("DRAFT") ? arn : arn + ":" + version);
  }

  /**
   * The guardrail that a model call names, if it names one.
   *
   * @throws AwsError when the caller may not apply it, or it does not exist
   */
  Optional<Applied> find(Signed signed, String id, String version, CallDraft draft) {
    if (id.isEmpty() && version.isEmpty()) {
      return Optional.empty();
    }
    if (id.isEmpty() || version.isEmpty()) {
      throw AwsError.validation(
          "The guardrailIdentifier and the guardrailVersion must be provided together.");
    }
    return Optional.of(require(signed, id, version, draft));
  }

  Applied require(Signed signed, String id, String version, CallDraft draft) {
    var arn = GuardrailArns.of(signed, id);
    draft.guardrail(arn.substring(arn.lastIndexOf('/') + 1), version);
    Authorizer.require(signed.caller(), "bedrock:ApplyGuardrail", arn, RequestContext.empty());
    var applied =
        store
            .applied(arn, version)
            .orElseThrow(
                () ->
                    AwsError.validation(
                        "The guardrail identifier or version provided in the request does not exist."));
    applied
        .config()
        .getJsonObject("automatedReasoningPolicyConfig", new JsonObject())
        .getJsonArray("policies", new JsonArray())
        .forEach(
            policy ->
                Authorizer.require(
                    signed.caller(),
                    "bedrock:InvokeAutomatedReasoningPolicy",
                    (String) policy,
                    RequestContext.empty()));
    return applied;
  }
}
