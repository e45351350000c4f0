package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.bill.CallDraft;
import ai.kernelpanic09.simulator.guardrail.EnforcedGuardrail;
import ai.kernelpanic09.simulator.guardrail.GuardrailArns;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import ai.kernelpanic09.simulator.iam.Authorizer;
import ai.kernelpanic09.simulator.iam.RequestContext;
import ai.kernelpanic09.simulator.runtime.AppliedGuardrail.Origin;
import ai.kernelpanic09.simulator.signature.SignatureV4.Signed;
import ai.kernelpanic09.simulator.wire.AwsError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the guardrails of a call, and checks that its caller may apply them. */
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
  private Optional<Applied> find(Signed signed, String id, String version, CallDraft draft) {
    if (id.isEmpty() && version.isEmpty()) {
      return Optional.empty();
    }
    if (id.isEmpty() || version.isEmpty()) {
      throw AwsError.validation(
          "The guardrailIdentifier and the guardrailVersion must be provided together.");
    }
    return Optional.of(require(signed, id, version, draft));
  }

  /**
   * All guardrails of a model call: the one that it names, that of the account, and those of the
   * organisation. One that comes from several sides is applied once.
   *
   * @param modelId of the foundation model
   * @throws AwsError when the caller may not apply one of them
   */
  List<AppliedGuardrail> all(
      Signed signed, String id, String version, String modelId, CallDraft draft) {
    var all = new LinkedHashMap<String, AppliedGuardrail>();
    find(signed, id, version, draft)
        .ifPresent(named -> add(all, AppliedGuardrail.named(named), Origin.REQUEST));
    var enforced = store.enforced();
    enforced
        .ofAccount(signed.caller().account(), signed.region())
        .ifPresent(one -> add(all, signed, one, modelId, Origin.ACCOUNT_ENFORCED));
    for (var one : enforced.ofOrganization(signed.region())) {
      add(all, signed, one, modelId, Origin.ORGANIZATION_ENFORCED);
    }
    return List.copyOf(all.values());
  }

  private void add(
      Map<String, AppliedGuardrail> all,
      Signed signed,
      EnforcedGuardrail one,
      String modelId,
      Origin origin) {
    if (one.covers(modelId)) {
      var applied = permitted(signed, one.arn(), one.version());
      if (applied.config().containsKey("automatedReasoningPolicyConfig")) {
        throw AwsError.validation(
            "Automated reasoning policies are not supported in enforced guardrails.");
      }
      add(all, new AppliedGuardrail(applied, Set.of(), one.allSystem(), one.allMessages()), origin);
    }
  }

  private static void add(Map<String, AppliedGuardrail> all, AppliedGuardrail one, Origin origin) {
    all.merge(one.guardrail().identifier(), one.of(origin), AppliedGuardrail::and);
  }

  Applied require(Signed signed, String id, String version, CallDraft draft) {
    var arn = GuardrailArns.of(signed, id);
    draft.guardrail(arn.substring(arn.lastIndexOf('/') + 1), version);
    return permitted(signed, arn, version);
  }

  private Applied permitted(Signed signed, String arn, String version) {
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
