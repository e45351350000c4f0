package ai.kernelpanic09.sidecar.call;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import org.jspecify.annotations.Nullable;

/** Tells whether what a call wants cached has a price. */
public final class CachePrices {

  private CachePrices() {}

  /**
   * The path of the caller's member whose price is not known, a colon, and why; null when there is
   * none.
   *
   * @param cachePoint path of the member that wants the first cache point; null for none
   * @param longCache path of the member that wants the first of an hour; null for none
   */
  public static @Nullable String missing(
      EndpointLimits limits, @Nullable String cachePoint, @Nullable String longCache) {
    if (cachePoint != null && limits.price().cacheWrite5m() == null) {
      return cachePoint + ": the price of cached tokens is not known for model " + limits.modelId();
    }
    if (longCache != null && limits.price().cacheWrite1h() == null) {
      return longCache
          + ": the price of an hour's cache is not known for model "
          + limits.modelId();
    }
    return null;
  }
}
