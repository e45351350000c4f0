package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PriceQuery;
import ai.kernelpanic09.core.price.ServiceTier;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.operator.status.ConditionState;

/** Whether the exact price of the model is known: an unknown price is never free. */
final class PriceStep implements Step {

  private final PriceBook prices;
  private final boolean mayLower;

  PriceStep(PriceBook prices, boolean mayLower) {
    this.prices = prices;
    this.mayLower = mayLower;
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
          ? new Result(
              ConditionState.ofTrue(ConditionReason.KNOWN, "priced as " + price.get().key()),
              observed.with(price.get()))
          : unpriced(query, model.callId(), observed);
    } catch (IllegalArgumentException e) {
      return unknown("spec." + e.getMessage(), observed);
    }
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
