package ai.kernelpanic09.core.resolve;

import ai.kernelpanic09.core.endpoint.GuardrailUse;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec;
import ai.kernelpanic09.core.spec.GuardrailPolicySpec.ContentFilterType;

/** Turns a guardrail policy into what calls have to know of the guardrail made from it. */
public final class PolicyResolution {

  /**
   * The guardrail in a version that has the policy's present content.
   *
   * @param id Bedrock's identifier of the guardrail
   */
  public static GuardrailUse use(
      String id, String version, GuardrailPolicySpec spec, PriceBook prices) {
    var content = spec.contentPolicy();
    return new GuardrailUse(id, version, prices.guardrail(GuardrailCharges.of(spec)))
        .filteringPromptAttacks(
            content != null
                && content.filters().stream()
                    .anyMatch(each -> each.type() == ContentFilterType.PROMPT_ATTACK));
  }

  private PolicyResolution() {}
}
