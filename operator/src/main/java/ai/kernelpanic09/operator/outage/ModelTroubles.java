package ai.kernelpanic09.operator.outage;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.EndpointSync;
import java.time.InstantSource;

/**
 * What holders tell of their endpoints' models.
 *
 * @param outages which models keep failing
 * @param overruns which of their calls were billed more than their worst case
 */
public record ModelTroubles(Outages outages, Overruns overruns) {

  public ModelTroubles(InstantSource clock) {
    this(new Outages(clock), new Overruns(clock));
  }

  /**
   * Takes a holder's report.
   *
   * @return whether what is told of the endpoint has changed
   */
  public boolean heard(String holder, EndpointSync sync) {
    var outage = outages.heard(sync.endpoint(), holder, sync.keepsCallsBack());
    var overrun = overruns.heard(sync.endpoint(), holder, sync.boundOverrun());
    return outage || overrun;
  }

  /** Forgets an endpoint that is gone. */
  public void forget(EndpointName endpoint) {
    outages.forget(endpoint);
    overruns.forget(endpoint);
  }
}
