package ai.kernelpanic09.operator.serving;

import ai.kernelpanic09.core.endpoint.EndpointName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The plans of all endpoints that this operator has reconciled. */
public final class ServingPlans {

  private final ConcurrentHashMap<EndpointName, ServingPlan> plans = new ConcurrentHashMap<>();
  private final Set<EndpointName> awaited = ConcurrentHashMap.newKeySet();
  private final List<Runnable> onAwaited = new CopyOnWriteArrayList<>();

  public void put(EndpointName endpoint, ServingPlan plan) {
    plans.put(endpoint, plan);
    awaited.remove(endpoint);
  }

  public void remove(EndpointName endpoint) {
    plans.remove(endpoint);
    awaited.remove(endpoint);
  }

  /** Removes all, at the end of this operator's term as leader. */
  public void clear() {
    plans.clear();
    awaited.clear();
  }

  /** Notes that a holder waits for the plan of an endpoint, which must exist. */
  public void await(EndpointName endpoint) {
    if (awaited.add(endpoint)) {
      onAwaited.forEach(Runnable::run);
    }
  }

  /** Whether a holder waits for the endpoint's first plan. */
  public boolean isAwaited(EndpointName endpoint) {
    // A holder may ask while the plan is being put, which is then too late to forget it.
    return awaited.contains(endpoint) && !plans.containsKey(endpoint);
  }

  /** Calls the listener, which must not block, when a further endpoint's plan is waited for. */
  public void onAwaited(Runnable listener) {
    onAwaited.add(listener);
  }

  /** The endpoint's plan; empty until this operator has reconciled the endpoint. */
  public Optional<ServingPlan> of(EndpointName endpoint) {
    return Optional.ofNullable(plans.get(endpoint));
  }

  public void forEach(BiConsumer<EndpointName, ServingPlan> action) {
    plans.forEach(action);
  }
}
