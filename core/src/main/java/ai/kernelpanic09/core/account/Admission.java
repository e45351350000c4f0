package ai.kernelpanic09.core.account;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import org.jspecify.annotations.Nullable;

/** Leave to make one call, under the limits that held when it was given. */
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

  /** Dollars set aside. */
  public Money worst() {
    return reservation.worst;
  }

  /** Name of the window that pays for the call, whenever it ends: its day. */
  public String window() {
    return reservation.lease.windowId;
  }
}
