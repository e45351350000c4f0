package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.BudgetReset;
import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.ResetOrder;
import ai.kernelpanic09.operator.budget.TermsSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the terms and reset orders of ledgers from the cached ModelEndpoints. */
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
    return cluster.endpoint(endpoint).flatMap(this::order);
  }

  private Optional<ResetOrder> order(ModelEndpoint endpoint) {
    var metadata = endpoint.getMetadata();
    var text =
        Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of())
            .get(Keys.BUDGET_RESET);
    if (text == null) {
      return Optional.empty();
    }
    BudgetReset reset;
    try {
      reset = BudgetReset.parse(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var age = Duration.between(reset.at(), clock.instant()).abs();
    return reset.uid().equals(metadata.getUid()) && age.compareTo(FRESH) < 0
        ? Optional.of(reset.order())
        : Optional.empty();
  }
}
