package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.api.BudgetOrder;
import ai.kernelpanic09.api.BudgetReset;
import ai.kernelpanic09.api.BudgetSettlement;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks that an order about a budget names the user who gives it. A user who may change an
 * endpoint may also raise its budget; so an order needs no permission of its own, only a name.
 */
final class OrderValidation implements Decider {

  private final String key;
  private final Function<String, BudgetOrder> parser;

  private OrderValidation(String key, Function<String, BudgetOrder> parser) {
    this.key = key;
    this.parser = parser;
  }

  /** Of orders to reset a budget. */
  static OrderValidation ofResets() {
    return new OrderValidation(Keys.BUDGET_RESET, BudgetReset::parse);
  }

  /** Of orders to settle estimates. */
  static OrderValidation ofSettlements() {
    return new OrderValidation(Keys.BUDGET_SETTLEMENT, BudgetSettlement::parse);
  }

  @Override
  public Decision decide(AdmissionRequest request) {
    var order = order(request.getObject());
    var unchanged = Objects.equals(order, order(request.getOldObject()));
    // An order on a new object has no effect: it would have to name a UID that is not known yet.
    if (order == null || unchanged || "CREATE".equals(request.getOperation())) {
      return Decision.allowed(Outcome.ALLOWED, AdmissionReason.ALLOWED, List.of());
    }
    return problem(order, request)
        .map(
            problem ->
                Decision.denied(
                    List.of(
                        new Denial(
                            AdmissionReason.INVALID_RESOURCE,
                            "metadata.annotations[" + key + "]: " + problem)),
                    List.of()))
        .orElseGet(() -> Decision.allowed(Outcome.ALLOWED, AdmissionReason.ALLOWED, List.of()));
  }

  private Optional<String> problem(String text, AdmissionRequest request) {
    BudgetOrder order;
    try {
      order = parser.apply(text);
    } catch (IllegalArgumentException e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), "is not readable"));
    }
    var user = request.getUserInfo() == null ? "" : request.getUserInfo().getUsername();
    if (!order.by().equals(user)) {
      return Optional.of("by: must be " + user + ", who gives this order");
    }
    var uid = Trees.of(request.getObject()).path("metadata").path("uid").asText();
    return order.uid().equals(uid)
        ? Optional.empty()
        : Optional.of("uid: must be the object's own, " + uid);
  }

  private String order(Object object) {
    JsonNode annotations = Trees.of(object).path("metadata").path("annotations");
    return annotations.path(key).textValue();
  }

  /** An order lets money be spent again, so it is denied if it can't be checked. */
  @Override
  public Decision failed(RuntimeException failure) {
    return Decision.failed("k8s-ai-operator could not validate the order");
  }
}
