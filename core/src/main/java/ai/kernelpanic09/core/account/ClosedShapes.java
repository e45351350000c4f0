package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.price.CallFeature;
import ai.kernelpanic09.core.price.CallPricing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of calls that one endpoint makes no more, since a call of that shape was billed more
 * than its worst case. A call that has all the features of one that overran is bounded at least as
 * badly. A shape opens again when the model, its price or its bounds change.
 *
 * <p>Callers of each namespace have shapes of their own: one that finds out how to overrun keeps
 * only its own calls back.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
public final class ClosedShapes {

  /** Once so many are closed, what is closed further is so for all callers. */
  static final int MAX = 500;

  private static final String ALL = "";

  private final List<Closed> closed = new ArrayList<>();

  private record Closed(String caller, Terms terms, BoundOverrun overrun) {
    boolean holds(String ofCaller, Terms now, Set<CallFeature> features) {
      return (caller.equals(ALL) || caller.equals(ofCaller))
          && terms.equals(now)
          && features.containsAll(overrun.features());
    }
  }

  /** What a worst case is made of, beside the call. */
  private record Terms(String modelId, CallPricing pricing) {
    static Terms of(EndpointLimits limits) {
      return new Terms(limits.modelId(), limits.pricing());
    }
  }

  /**
   * Closes the shape of a call.
   *
   * @param caller namespace of the caller; empty where it is not known, or is always the same
   * @param limits those under which it was reserved
   * @return whether it was open
   */
  public boolean close(String caller, EndpointLimits limits, BoundOverrun overrun) {
    if (find(caller, limits, overrun.features()) != null) {
      return false;
    }
    var terms = Terms.of(limits);
    closed.removeIf(each -> !each.terms.equals(terms));
    closed.add(new Closed(closed.size() < MAX ? caller : ALL, terms, overrun));
    return true;
  }

  /** Whether all shapes are open, as they are while no bound has proven too low. */
  public boolean isEmpty() {
    return closed.isEmpty();
  }

  /** Why a call with these features is not made under these limits; null when it is. */
  public @Nullable BoundOverrun find(
      String caller, EndpointLimits limits, Set<CallFeature> features) {
    var terms = Terms.of(limits);
    for (var each : closed) {
      if (each.holds(caller, terms, features)) {
        return each.overrun;
      }
    }
    return null;
  }

  /** The last that was closed and is still under these limits; null while all are open. */
  public @Nullable BoundOverrun latest(EndpointLimits limits) {
    if (closed.isEmpty()) {
      return null;
    }
    var last = closed.getLast();
    return last.terms.equals(Terms.of(limits)) ? last.overrun : null;
  }
}
