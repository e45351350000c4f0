package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.price.PriceBook;
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
      var price =
          prices.find(
              model.priceKey(observed.spec().region()),
              observed.spec().region(),
              SpecResolution.prices(observed.spec()),
              mayLower);
      return price.isPresent()
          ? new Result(
              ConditionState.ofTrue(ConditionReason.KNOWN, "priced as " + price.get().key()),
              observed.with(price.get()))
          : unknown(
              "no price of "
                  + model.callId()
                  + " is known: set spec.pricing.input, and spec.pricing.output unless the model"
                  + " makes vectors",
              observed);
    } catch (IllegalArgumentException e) {
      return unknown("spec." + e.getMessage(), observed);
    }
  }

  private static Result unknown(String message, Observation observed) {
    return new Result(
        ConditionState.ofFalse(ConditionReason.UNKNOWN_MODEL_PRICE, message), observed);
  }
}
