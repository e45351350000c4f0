package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.ledger.BudgetStatus.WindowStatus;
import ai.kernelpanic09.core.ledger.BudgetView;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.e2e.Cluster;
import java.util.List;
import java.util.Objects;

/**
 * A day of an endpoint's ledger, read from its status and added up here, without the ledger's own
 * code.
 *
 * @param estimated the part of {@code spent} that is a worst case and no bill
 * @param leased dollars granted, and neither reported nor returned
 */
public record LedgerDay(
    String window, Money spent, Money estimated, Money writtenOff, Money leased) {

  private static final int GRANTED = 3;
  private static final int REPORTED = 4;
  private static final int RETURNED = 5;

  public Money used() {
    return spent.plus(writtenOff).plus(leased);
  }

  static List<LedgerDay> of(App app) {
    return Objects.requireNonNull(status(app).budget()).windows().stream()
        .map(LedgerDay::of)
        .toList();
  }

  /** An app's budget, as people read it. */
  static BudgetView view(App app) {
    var budget = Objects.requireNonNull(status(app).budget());
    return Objects.requireNonNull(app.monthly() ? budget.monthly() : budget.daily());
  }

  static Money used(BudgetView view) {
    return view.spent().plus(view.writtenOff()).plus(view.leased());
  }

  static ai.kernelpanic09.api.ModelEndpointStatus status(App app) {
    return Objects.requireNonNull(
        Cluster.client()
            .resources(ModelEndpoint.class)
            .inNamespace(App.NAMESPACE)
            .withName(app.name())
            .require()
            .getStatus());
  }

  private static LedgerDay of(WindowStatus window) {
    var leased = Money.ZERO;
    for (var line : window.holders()) {
      var parts = line.split(" ", -1);
      leased =
          leased.plus(
              Money.parse(parts[GRANTED])
                  .minus(Money.parse(parts[REPORTED]))
                  .minus(Money.parse(parts[RETURNED]))
                  .max(Money.ZERO));
    }
    return new LedgerDay(
        window.id(), window.spent(), window.estimated(), window.writtenOff(), leased);
  }
}
