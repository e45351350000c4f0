package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.resolve.SpecResolution;
import ai.kernelpanic09.operator.model.ResolvedModel;

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
  public Verdict check(Findings findings) {
    var model = findings.model;
    if (model == null && findings.awsAway) {
      return Verdict.passing("the model can't be looked at at the moment");
    }
    if (model == null) {
      return Verdict.unknown("ModelRequired", "the price follows from the model that is called");
    }
    try {
      var price =
          prices.find(
              priced(model, findings.spec().region()),
              findings.spec().region(),
              SpecResolution.prices(findings.spec()),
              mayLower);
      findings.price = price.orElse(null);
      return price.isPresent()
          ? Verdict.yes("Known", "priced as " + price.get().key())
          : Verdict.no(
              "UnknownModelPrice",
              "no price of " + model.callId() + " is known: set spec.pricing.input and .output");
    } catch (IllegalArgumentException e) {
      return Verdict.no("UnknownModelPrice", "spec." + e.getMessage());
    }
  }

  /** An application's profile costs what the profile or model that it was made from costs. */
  private static String priced(ResolvedModel model, String region) {
    var base = model.baseModel();
    if (base == null || !model.callId().contains(":application-inference-profile/")) {
      return model.callId();
    }
    var geography = ModelIds.geoProfile(region);
    return model.modelArns().size() == 1 || geography.isEmpty()
        ? base
        : geography.get() + "." + base;
  }
}
