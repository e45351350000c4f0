package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.account.Gate;
import ai.kernelpanic09.core.account.RateLeft;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Headers that tell what is left of an endpoint's budget and of its rates. */
final class LimitHeaders {

  private static final String BUDGET = "x-budget-remaining-usd";

  private LimitHeaders() {}

  /** Adds the headers, as long as the answer's head has not been sent. */
  static void write(HttpServerResponse response, Gate gate, RateHeaders rates, long nowNanos) {
    if (response.headWritten() || response.closed()) {
      return;
    }
    var budget = gate.budgetLeft();
    if (budget != null) {
      response.putHeader(BUDGET, budget.toPlainString());
    }
    write(response, rates, "requests", gate.requestsLeft(nowNanos));
    write(response, rates, "tokens", gate.tokensLeft(nowNanos));
  }

  private static void write(
      HttpServerResponse response, RateHeaders rates, String unit, @Nullable RateLeft left) {
    if (left != null) {
      rates.write(response, unit, left);
    }
  }
}
