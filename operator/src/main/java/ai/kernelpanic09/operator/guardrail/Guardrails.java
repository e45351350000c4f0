package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.ChargedPolicy;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.PolicyResolution;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the guardrail that the calls of an endpoint carry, from the policies' statuses. */
public final class Guardrails {

  private final Function<String, Optional<GuardrailPolicy>> policies;
  private final PriceBook prices;

  /** The guardrail of a policy in one account and region, as its status shows it. */
  public sealed interface Current {}

  /**
   * A published version is live.
   *
   * @param hash hash of the version's content
   * @param crossRegion whether it may run in other regions
   * @param reasoningPolicies ARNs of the automated-reasoning policies that it may have
   */
  public record Synced(
      GuardrailUse use,
      String arn,
      String hash,
      boolean crossRegion,
      List<String> reasoningPolicies)
      implements Current {}

  /**
   * No version is live.
   *
   * @param reason of the condition GuardrailSynced
   */
  public record Pending(ConditionReason reason, String message) implements Current {}

  /**
   * @param policies a cache of the policies, by name
   */
  public Guardrails(Function<String, Optional<GuardrailPolicy>> policies, PriceBook prices) {
    this.policies = policies;
    this.prices = prices;
  }

  /**
   * The version that calls carry: the one with the policy's current content or, until that is live,
   * the one before it, so that no call goes without a guardrail.
   *
   * @param inForce the guardrail in the endpoint's current limits; null if there is none
   */
  public Current current(
      String policy, String account, String region, @Nullable GuardrailUse inForce) {
    var found = policies.apply(policy);
    if (found.isEmpty()) {
      return new Pending(ConditionReason.POLICY_NOT_FOUND, "there is no GuardrailPolicy " + policy);
    }
    var entry = PolicyStatus.entries(found.get()).get(new AccountRegion(account, region));
    if (entry == null) {
      return found.get().isMarkedForDeletion()
          ? new Pending(
              ConditionReason.POLICY_NOT_FOUND, "GuardrailPolicy " + policy + " is being deleted")
          : new Pending(ConditionReason.SYNCING, "the guardrail is being created");
    }
    var id = entry.id();
    var arn = entry.arn();
    var version = entry.version();
    var hash = entry.hash();
    if (id == null || arn == null || version == null || hash == null) {
      var trouble = PolicyStatus.trouble(entry);
      return new Pending(trouble.reason(), trouble.message());
    }
    if (hash.equals(GuardrailRequest.of(found.get().getSpec()).hash())) {
      return new Synced(
          PolicyResolution.use(id, version, found.get().getSpec(), prices),
          arn,
          hash,
          found.get().getSpec().crossRegionConfig() != null,
          reasoningPolicies(found.get().getSpec()));
    }
    if (inForce != null && inForce.id().equals(id) && inForce.version().equals(version)) {
      return new Synced(inForce, arn, hash, true, anyReasoningPolicy(arn));
    }
    // The policies of that older version are not known. Charging for all of them bounds its cost,
    // and a policy that it lacks is never reported as used.
    var most = prices.guardrail(EnumSet.allOf(ChargedPolicy.class));
    return new Synced(
        new GuardrailUse(id, version, most), arn, hash, true, anyReasoningPolicy(arn));
  }

  private static List<String> reasoningPolicies(GuardrailPolicySpec spec) {
    var reasoning = spec.automatedReasoningPolicy();
    return reasoning == null ? List.of() : reasoning.policies();
  }

  /** A pattern for all automated-reasoning policies of the guardrail's account and region. */
  private static List<String> anyReasoningPolicy(String guardrailArn) {
    return List.of(guardrailArn.replaceFirst(":guardrail/.*", ":automated-reasoning-policy/*"));
  }
}
