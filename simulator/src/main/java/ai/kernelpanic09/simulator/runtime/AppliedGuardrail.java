package ai.kernelpanic09.simulator.runtime;

import ai.kernelpanic09.simulator.guardrail.GuardrailStore.Applied;
import java.util.EnumSet;
import java.util.Set;

/**
 * A guardrail of one call.
 *
 * @param origins who wants it applied
 * @param allSystem whether it looks at a system prompt that is not marked
 * @param allMessages whether it looks at all messages though some of them are marked
 */
record AppliedGuardrail(
    Applied guardrail, Set<Origin> origins, boolean allSystem, boolean allMessages) {

  /** Who wants a guardrail applied, in Bedrock's words. */
  enum Origin {
    REQUEST,
    ACCOUNT_ENFORCED,
    ORGANIZATION_ENFORCED
  }

  /** One that a call names itself. */
  static AppliedGuardrail named(Applied guardrail) {
    return new AppliedGuardrail(guardrail, Set.of(), false, false);
  }

  AppliedGuardrail of(Origin origin) {
    return new AppliedGuardrail(guardrail, Set.of(origin), allSystem, allMessages);
  }

  /** The same guardrail, which others want applied too. */
  AppliedGuardrail and(AppliedGuardrail others) {
    var all = EnumSet.copyOf(origins);
    all.addAll(others.origins);
    return new AppliedGuardrail(
        guardrail, all, allSystem || others.allSystem, allMessages || others.allMessages);
  }
}
