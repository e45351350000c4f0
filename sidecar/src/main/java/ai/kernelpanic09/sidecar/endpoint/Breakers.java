package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.core.breaker.CircuitBreaker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The circuit breakers of one endpoint. Callers of each namespace have one of their own, for a
 * model may fail because of what it is asked: whoever asks that keeps only his own calls back. So
 * have calls that reach no model. Owned by the event loop.
 */
public final class Breakers {

  /** Callers of further namespaces share one. */
  private static final int MAX = 500;

  private static final Key OTHERS = new Key("", false, true);

  private final Supplier<CircuitBreaker> fresh;
  private final Map<Key, CircuitBreaker> breakers = new HashMap<>();

  private record Key(String namespace, boolean ofModel, boolean shared) {}

  Breakers(Supplier<CircuitBreaker> fresh) {
    this.fresh = fresh;
  }

  /**
   * The breaker for calls of one namespace.
   *
   * @param namespace of the caller; empty where it is not known, or is always the same
   * @param ofModel whether the calls reach the model
   */
  public CircuitBreaker of(String namespace, boolean ofModel) {
    var key = new Key(namespace, ofModel, false);
    var known = breakers.get(key);
    return known != null
        ? known
        : breakers.computeIfAbsent(breakers.size() < MAX ? key : OTHERS, added -> fresh.get());
  }

  /** Whether some calls are kept back. */
  public boolean isOpen(long nowNanos) {
    for (var each : breakers.values()) {
      if (each.isOpen(nowNanos)) {
        return true;
      }
    }
    return false;
  }
}
