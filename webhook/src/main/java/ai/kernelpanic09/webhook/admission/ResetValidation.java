package ai.kernelpanic09.webhook.admission;

import ai.kernelpanic09.api.BudgetReset;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Checks that an order to reset a budget names the user who gave it. A user who may change an
 * endpoint may also raise its budget; so a reset needs no permission of its own, only a name.
 */
final class ResetValidation implements Decider {

  private static final String FIELD = "metadata.annotations[" + Keys.BUDGET_RESET + "]";

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
                    List.of(new Denial(AdmissionReason.INVALID_RESOURCE, FIELD + ": " + problem)),
                    List.of()))
        .orElseGet(() -> Decision.allowed(Outcome.ALLOWED, AdmissionReason.ALLOWED, List.of()));
  }

  private static Optional<String> problem(String order, AdmissionRequest request) {
    BudgetReset reset;
    try {
      reset = BudgetReset.parse(order);
    } catch (IllegalArgumentException e) {
      return Optional.of(Objects.requireNonNullElse(e.getMessage(), "is not readable"));
    }
    var user = request.getUserInfo() == null ? "" : request.getUserInfo().getUsername();
    if (!reset.order().by().equals(user)) {
      return Optional.of("by: must be " + user + ", who gives this order");
    }
    var uid = Trees.of(request.getObject()).path("metadata").path("uid").asText();
    return reset.uid().equals(uid)
        ? Optional.empty()
        : Optional.of("uid: must be the object's own, " + uid);
  }

  private static String order(Object object) {
    JsonNode annotations = Trees.of(object).path("metadata").path("annotations");
    return annotations.path(Keys.BUDGET_RESET).textValue();
  }

  /** A reset lets money be spent again, so it is denied if it can't be checked. */
  @Override
  public Decision failed(RuntimeException failure) {
    return Decision.failed("k8s-ai-operator could not validate the reset");
  }
}
