package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/** The right to make one call, under the limits in force when it was admitted. */
public final class Admission {

  final Reservation reservation;
  final RateTokens.@Nullable Taken tokens;
  final Demand demand;
  private final EndpointLimits limits;

  Admission(
      Reservation reservation,
      RateTokens.@Nullable Taken tokens,
      Demand demand,
      EndpointLimits limits) {
    this.reservation = reservation;
    this.tokens = tokens;
    this.demand = demand;
    this.limits = limits;
  }

  public EndpointLimits limits() {
    return limits;
  }

  /** Dollars set aside for the call. */
  public Money worst() {
    return reservation.worst;
  }

  /** Id of the day that pays for the call, even if the call ends later. */
  public String window() {
    return reservation.lease.windowId;
  }
}
