package ai.kernelpanic09.core.price;

/**
 * How a model is called, as far as its price depends on it.
 *
 * @param modelId a base id, the id of an inference profile, or an ARN of either; an application
 *     inference profile must first be resolved to the model or profile that it is made from
 * @param region the region that is called; an ARN's own region takes precedence
 * @param tier the service tier that calls name
 * @param lifecycle what AWS has announced of the model
 */
public record PriceQuery(
    String modelId, String region, ServiceTier tier, ModelLifecycle lifecycle) {

  /** A model in the default tier, of which nothing is announced. */
  public static PriceQuery of(String modelId, String region) {
    return new PriceQuery(modelId, region, ServiceTier.DEFAULT, ModelLifecycle.NONE);
  }

  public PriceQuery in(ServiceTier other) {
    return new PriceQuery(modelId, region, other, lifecycle);
  }

  public PriceQuery living(ModelLifecycle other) {
    return new PriceQuery(modelId, region, tier, other);
  }
}
