package ai.kernelpanic09.cli.bill;

import ai.kernelpanic09.core.money.Money;
import java.util.Set;

/**
 * A call that a proxy has booked without knowing its cost.
 *
 * @param call its label {@code call} in AWS's logs
 * @param request id of the caller's request
 * @param endpoint {@code namespace/name}
 * @param window the day whose budget paid
 * @param part what was booked: {@code worst}, {@code input}, or {@code guardrails}
 */
record EstimatedCall(
    String call, String request, String endpoint, String window, String part, Money booked) {

  private static final Set<String> PARTS_OF_MODELS = Set.of("worst", "input");

  /** Whether it was booked on this day of this endpoint. */
  boolean isBookedAs(DayKey key) {
    return endpoint.equals(key.endpoint()) && window.equals(key.day());
  }

  /** Whether what is not known of it is what guardrails have cost. */
  boolean isOfGuardrails() {
    return !PARTS_OF_MODELS.contains(part);
  }
}
