package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.BudgetOrder;
import ai.kernelpanic09.api.BudgetReset;
import ai.kernelpanic09.api.BudgetSettlement;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.ResetOrder;
import ai.kernelpanic09.core.ledger.SettleOrder;
import ai.kernelpanic09.operator.budget.TermsSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Reads the terms of ledgers, and the orders to them, from the cached ModelEndpoints. */
public final class EndpointTerms implements TermsSource {

  /**
   * Largest age of an order: an older one was meant for another situation, or comes from a backup.
   */
  private static final Duration FRESH = Duration.ofMinutes(10);

  private final ClusterView cluster;
  private final InstantSource clock;

  public EndpointTerms(ClusterView cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  @Override
  public Optional<BudgetTerms> terms(EndpointName endpoint) {
    return cluster.terms(endpoint);
  }

  @Override
  public Optional<ResetOrder> resetOrdered(EndpointName endpoint) {
    return cluster
        .endpoint(endpoint)
        .flatMap(each -> fresh(each, Keys.BUDGET_RESET, BudgetReset::parse))
        .map(BudgetReset::order);
  }

  @Override
  public Optional<SettleOrder> settleOrdered(EndpointName endpoint) {
    return cluster
        .endpoint(endpoint)
        .flatMap(each -> fresh(each, Keys.BUDGET_SETTLEMENT, BudgetSettlement::parse))
        .map(BudgetSettlement::order);
  }

  private <T extends BudgetOrder> Optional<T> fresh(
      ModelEndpoint endpoint, String key, Function<String, T> parser) {
    var metadata = endpoint.getMetadata();
    var text =
        Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of()).get(key);
    if (text == null) {
      return Optional.empty();
    }
    T order;
    try {
      order = parser.apply(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var age = Duration.between(order.at(), clock.instant()).abs();
    return order.uid().equals(metadata.getUid()) && age.compareTo(FRESH) < 0
        ? Optional.of(order)
        : Optional.empty();
  }
}
