package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallPricing;
import ai.kernelpanic09.core.price.CallShape;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails;
import ai.kernelpanic09.sidecar.guardrail.AppliedGuardrails.Applied;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Guardrails that have turned out to be applied to an endpoint's calls, and that its limits do not
 * know: from then on they are reserved for. Owned by the event loop.
 */
public final class UnlistedGuardrails {

  private final Set<Applied> seen = new LinkedHashSet<>();

  /**
   * Takes what an answer tells.
   *
   * @return those that are new
   */
  public List<Applied> learn(EndpointLimits limits, AppliedGuardrails told) {
    var news = new ArrayList<Applied>();
    for (var each : told.all()) {
      if (!isKnown(limits, each) && seen.size() < CallPricing.MAX_GUARDRAILS && seen.add(each)) {
        news.add(each);
      }
    }
    return news;
  }

  public boolean isEmpty() {
    return seen.isEmpty();
  }

  /** The most that they can cost of a call, beside what its limits know. */
  public Money worst(EndpointLimits limits, CallShape shape) {
    if (seen.isEmpty()) {
      return Money.ZERO;
    }
    var pricing = limits.pricing();
    var unknown = seen.stream().filter(each -> !isKnown(limits, each)).count();
    return pricing.maxEnforcedCost(limits.guardrailPrice(), shape).times(unknown);
  }

  private static boolean isKnown(EndpointLimits limits, Applied applied) {
    var own = limits.guardrail();
    return (own != null && applied.is(own.id(), own.version()))
        || limits.enforcedGuardrails().stream()
            .anyMatch(each -> applied.is(each.id(), each.version()));
  }
}
