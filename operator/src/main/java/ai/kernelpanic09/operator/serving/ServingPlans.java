package ai.kernelpanic09.operator.serving;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** The plans of all endpoints that this operator has reconciled. */
public final class ServingPlans {

  private final ConcurrentHashMap<EndpointName, ServingPlan> plans = new ConcurrentHashMap<>();

  public void put(EndpointName endpoint, ServingPlan plan) {
    plans.put(endpoint, plan);
  }

  public void remove(EndpointName endpoint) {
    plans.remove(endpoint);
  }

  /** Removes all, at the end of this operator's term as leader. */
  public void clear() {
    plans.clear();
  }

  /** The endpoint's plan; empty until this operator has reconciled the endpoint. */
  public Optional<ServingPlan> of(EndpointName endpoint) {
    return Optional.ofNullable(plans.get(endpoint));
  }

  public void forEach(BiConsumer<EndpointName, ServingPlan> action) {
    plans.forEach(action);
  }
}
