package ai.kernelpanic09.operator.outage;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.OverrunReport;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoints have holders that were billed more for a call than its worst case, and keep calls
 * like it back. One holder's word stops no other's calls: it shows in a condition, and no more.
 * What the first tells stands as long as any tells of an overrun.
 */
public final class Overruns {

  private final Outages told;
  private final Map<EndpointName, OverrunReport> first = new ConcurrentHashMap<>();

  public Overruns(InstantSource clock) {
    told = new Outages(clock);
  }

  /**
   * Takes what a holder tells.
   *
   * @param overrun null for none
   * @return whether what {@link #find} says has changed since the last report of any holder
   */
  public boolean heard(EndpointName endpoint, String holder, @Nullable OverrunReport overrun) {
    if (overrun != null) {
      first.putIfAbsent(endpoint, overrun);
    }
    var changed = told.heard(endpoint, holder, overrun != null);
    if (changed && !told.isFailing(endpoint)) {
      first.remove(endpoint);
    }
    return changed;
  }

  /** The overrun of an endpoint; empty while no holder tells of one. */
  public Optional<OverrunReport> find(EndpointName endpoint) {
    return told.isFailing(endpoint) ? Optional.ofNullable(first.get(endpoint)) : Optional.empty();
  }

  /** Forgets an endpoint that is gone. */
  public void forget(EndpointName endpoint) {
    told.forget(endpoint);
    first.remove(endpoint);
  }
}
