package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.price.CallPricing;
import ai.kernelpanic09.core.price.GuardrailPrice;
import ai.kernelpanic09.core.price.ModelIds;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.price.PriceQuery;
import ai.kernelpanic09.core.price.UnpricedUsageException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prices a call by the functions by which a sidecar settles it. */
final class CallPrices {

  private final Map<String, PriceBook> books = new HashMap<>();
  private final Map<String, Optional<CallPricing>> listed = new HashMap<>();

  /**
   * The cost of a call: at its endpoint's own prices where it called the endpoint's model, else at
   * the price list's of that day.
   *
   * @param limits of its endpoint; null where that is not known
   * @return empty when there is no price for all that was used
   */
  Optional<Money> cost(LoggedCall call, @Nullable EndpointLimits limits) {
    return pricing(call, limits).flatMap(pricing -> cost(pricing, call));
  }

  /** Whether two ids, or ARNs, name the same model or profile. */
  static boolean isSameModel(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      var first = ModelIds.parse(one);
      var second = ModelIds.parse(other);
      return first.kind() == second.kind()
          && first.name().equals(second.name())
          && Objects.equals(first.profile(), second.profile());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<CallPricing> pricing(LoggedCall call, @Nullable EndpointLimits limits) {
    return limits != null && isSameModel(call.modelId(), limits.modelId())
        ? Optional.of(limits.pricing())
        : listed.computeIfAbsent(
            call.day() + " " + call.region() + " " + call.modelId(), key -> listed(call));
  }

  private Optional<CallPricing> listed(LoggedCall call) {
    try {
      return books
          .computeIfAbsent(call.day(), day -> PriceBook.embedded(() -> noon(day)))
          .find(PriceQuery.of(call.modelId(), call.region()))
          .map(model -> new CallPricing(model.tariff(), GuardrailPrice.NONE, model.bounds()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Instant noon(String day) {
    return LocalDate.parse(day).atTime(12, 0).toInstant(ZoneOffset.UTC);
  }

  private static Optional<Money> cost(CallPricing pricing, LoggedCall call) {
    try {
      return Optional.of(pricing.cost(call.usage()));
    } catch (UnpricedUsageException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
