package ai.kernelpanic09.operator.outage;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which endpoints have holders that keep calls back, since something of the model is amiss: it
 * keeps failing, or a call was billed more than its worst case. It is kept in memory only: a new
 * leader hears of it with the next reports.
 *
 * <p>Holders are not believed more than that: one can make its endpoint's condition change at most
 * twice a minute, and nothing else.
 */
public final class Outages {

  /** Longer than the time between two reports of a holder; a pod that is gone is forgotten. */
  static final Duration BELIEVED = Duration.ofMinutes(3);

  /** What a holder has told stands for so long, whatever it tells then. */
  static final Duration LEAST = Duration.ofMinutes(1);

  /** As many as can hold dollars of an endpoint. */
  private static final int MAX_HOLDERS = 1_000;

  private final InstantSource clock;
  private final ConcurrentHashMap<EndpointName, Outage> outages = new ConcurrentHashMap<>();

  /** When a holder told of it first, and until when that counts; epoch milliseconds. */
  private record Told(long sinceMillis, long untilMillis) {}

  private static final class Outage {
    private final Map<String, Told> holders = new HashMap<>();
    private boolean noticed;
  }

  public Outages(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Takes what a holder tells.
   *
   * @param open whether it keeps calls of the endpoint back
   * @return whether what {@link #isFailing} says has changed since the last report of any holder
   */
  public boolean heard(EndpointName endpoint, String holder, boolean open) {
    if (!open && !outages.containsKey(endpoint)) {
      return false;
    }
    var changed = new boolean[1];
    outages.compute(
        endpoint,
        (name, before) -> {
          var outage = before == null ? new Outage() : before;
          take(outage, holder, open);
          var failing = !outage.holders.isEmpty();
          changed[0] = failing != outage.noticed;
          outage.noticed = failing;
          return failing ? outage : null;
        });
    return changed[0];
  }

  private void take(Outage outage, String holder, boolean open) {
    var now = clock.millis();
    outage.holders.values().removeIf(each -> each.untilMillis <= now);
    var told = outage.holders.get(holder);
    if (open && (told != null || outage.holders.size() < MAX_HOLDERS)) {
      var since = told == null ? now : told.sinceMillis;
      outage.holders.put(holder, new Told(since, now + BELIEVED.toMillis()));
    } else if (!open && told != null) {
      var until = told.sinceMillis + LEAST.toMillis();
      if (until <= now) {
        outage.holders.remove(holder);
      } else {
        outage.holders.put(holder, new Told(told.sinceMillis, until));
      }
    }
  }

  /** Whether some holder keeps calls of the endpoint back. */
  public boolean isFailing(EndpointName endpoint) {
    var now = clock.millis();
    var failing = new boolean[1];
    outages.computeIfPresent(
        endpoint,
        (name, outage) -> {
          failing[0] = outage.holders.values().stream().anyMatch(each -> each.untilMillis > now);
          return outage;
        });
    return failing[0];
  }

  /** Forgets an endpoint that is gone. */
  public void forget(EndpointName endpoint) {
    outages.remove(endpoint);
  }
}
