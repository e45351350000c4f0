package ai.kernelpanic09.sidecar.fuzz;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.sidecar.converse.ConverseRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds what a model can bill for a request against what is reserved for it. */
final class BilledAtMost {

  private static final int NANO = 9;

  private BilledAtMost() {}

  /**
   * What is wrong with the reservation of a call; null when it covers all that can be billed, or
   * when the call is not served.
   *
   * @param limits of an endpoint that calls the model
   * @param written the request as it is sent
   */
  static @Nullable String wrong(
      BillingModel model, EndpointLimits limits, ConverseRequest call, JsonNode written) {
    if (call.unservable(limits) != null) {
      return null;
    }
    var shape = Objects.requireNonNull(call.shape(limits));
    var reserved = BigDecimal.valueOf(limits.pricing().worstCase(shape).nanoDollars(), NANO);
    var billed = WrittenCounts.of(written).bill(model, shape.maxTokens());
    return billed.compareTo(reserved) > 0
        ? model.id() + " bills $" + billed + " of which $" + reserved + " is reserved: " + shape
        : null;
  }
}
