package ai.kernelpanic09.sidecar.textcheck;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.GuardrailExemption;
import ai.kernelpanic09.core.price.ModelIds;
import java.util.EnumSet;
import java.util.Set;

/** Tells which texts of a request are checked by calls of their own. */
public final class CheckedKinds {

  private CheckedKinds() {}

  /** The kinds of texts that are checked under these limits. */
  public static Set<TextKind> of(EndpointLimits limits) {
    var kinds = EnumSet.noneOf(TextKind.class);
    var guardrail = limits.guardrail();
    if (guardrail == null) {
      return kinds;
    }
    if (guardrail.checksTools()) {
      kinds.add(TextKind.TOOL);
    }
    if (!guardrail.exempts(GuardrailExemption.SYSTEM_PROMPT)) {
      kinds.add(TextKind.SYSTEM);
    }
    if (!guardrail.exempts(GuardrailExemption.UNMARKED_CONTENT)) {
      kinds.add(TextKind.DOCUMENT);
      if (!provesItsThoughts(limits.modelId())) {
        kinds.add(TextKind.REASONING);
      }
      if (guardrail.promptAttacks()) {
        kinds.add(TextKind.PROMPT);
      }
    }
    return kinds;
  }

  /** The kinds of texts of which none may be unreadable for a guardrail. */
  static Set<TextKind> readable(EndpointLimits limits) {
    var kinds = of(limits);
    var guardrail = limits.guardrail();
    if (guardrail != null && guardrail.exempts(GuardrailExemption.UNREADABLE_CONTENT)) {
      kinds.remove(TextKind.DOCUMENT);
    }
    return kinds;
  }

  /** Claude refuses thoughts without a signature of its own. */
  private static boolean provesItsThoughts(String modelId) {
    try {
      return ModelIds.parse(modelId).name().startsWith("anthropic.");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
