package ai.kernelpanic09.sidecar.endpoint;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.RuntimeTarget;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One revision of an endpoint's limits, with the parts that are prepared from it once for all
 * calls. Owned by the event loop.
 */
public final class Revision {

  private final EndpointName endpoint;
  private final EndpointLimits limits;
  private final RuntimeTarget target;
  private final Map<Class<?>, Object> parts = new HashMap<>();

  /**
   * @throws IllegalArgumentException when the limits name no valid address
   */
  public Revision(EndpointName endpoint, EndpointLimits limits) {
    this.endpoint = endpoint;
    this.limits = limits;
    target = RuntimeTarget.of(limits);
  }

  public EndpointName endpoint() {
    return endpoint;
  }

  public EndpointLimits limits() {
    return limits;
  }

  /** The address at which the model is called. */
  public RuntimeTarget target() {
    return target;
  }

  /** The part of this kind, which the first call that needs it has prepared. */
  public <T> T part(Class<T> kind, Function<Revision, T> prepare) {
    return kind.cast(parts.computeIfAbsent(kind, key -> prepare.apply(this)));
  }
}
