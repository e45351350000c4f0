package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PriceQuery;
import ai.kernelpanic09.core.price.PricedModel;
import ai.kernelpanic09.core.price.ServiceTier;
import ai.kernelpanic09.core.protocol.OverrunReport;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.operator.status.ConditionState;
import java.util.Optional;
import java.util.function.Function;

/** Whether the exact price of the model is known: an unknown price is never free. */
final class PriceStep implements Step {

  private final PriceBook prices;
  private final boolean mayLower;
  private final Function<EndpointName, Optional<OverrunReport>> overruns;

  /**
   * @param mayLower whether the spec may name a price below the known one
   * @param overruns what pods tell of calls that were billed more than their worst case
   */
  PriceStep(
      PriceBook prices,
      boolean mayLower,
      Function<EndpointName, Optional<OverrunReport>> overruns) {
    this.prices = prices;
    this.mayLower = mayLower;
    this.overruns = overruns;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.PRICED;
  }

  @Override
  public Result check(Observation observed) {
    var model = observed.model();
    if (model == null) {
      return new Result(
          observed.unavailable()
              ? ConditionState.ofUnavailable(
                  ConditionReason.AWS_UNAVAILABLE, "the model can't be looked at at the moment")
              : ConditionState.ofUnknown(
                  ConditionReason.MODEL_REQUIRED,
                  "the price follows from the model that is called"),
          observed);
    }
    try {
      var query = SpecResolution.priceQuery(observed.spec(), model);
      var price = prices.find(query, SpecResolution.prices(observed.spec()), mayLower);
      return price.isPresent()
          ? new Result(known(price.get(), observed.name()), observed.with(price.get()))
          : unpriced(query, model.callId(), observed);
    } catch (IllegalArgumentException e) {
      return unknown("spec." + e.getMessage(), observed);
    }
  }

  /** A pod's word makes no endpoint unready: each pod keeps its own calls back. */
  private ConditionState known(PricedModel price, EndpointName endpoint) {
    var priced = "priced as " + price.key();
    return overruns
        .apply(endpoint)
        .map(
            overrun ->
                ConditionState.ofTrue(
                    ConditionReason.BOUND_EXCEEDED,
                    priced
                        + "; but a pod tells that a call with "
                        + overrun.shape()
                        + " was billed $"
                        + overrun.billed().toPlainString()
                        + ", of which $"
                        + overrun.reserved().toPlainString()
                        + " was reserved, and refuses calls like it with BoundExceeded: set higher"
                        + " prices in spec.pricing or update the operator"))
        .orElseGet(() -> ConditionState.ofTrue(ConditionReason.KNOWN, priced));
  }

  private Result unpriced(PriceQuery query, String callId, Observation observed) {
    var fix = ": set spec.pricing.input, and spec.pricing.output unless the model makes vectors";
    var called =
        query.tier() == ServiceTier.DEFAULT
            ? callId
            : callId + " in service tier " + query.tier().word();
    if (query.tier() != ServiceTier.DEFAULT
        && prices.find(query.in(ServiceTier.DEFAULT)).isEmpty()) {
      return unknown(
          "no price of "
              + called
              + " can be taken while the default tier's is not known, which calls of older pods"
              + " have: leave spec.serviceTier out",
          observed);
    }
    return prices
        .lastDay(query)
        .map(
            day ->
                new Result(
                    ConditionState.ofFalse(
                        ConditionReason.PRICE_ENDED,
                        "the price of " + called + " held until " + day + fix),
                    observed))
        .orElseGet(() -> unknown("no price of " + called + " is known" + fix, observed));
  }

  private static Result unknown(String message, Observation observed) {
    return new Result(
        ConditionState.ofFalse(ConditionReason.UNKNOWN_MODEL_PRICE, message), observed);
  }
}
