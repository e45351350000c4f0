package ai.kernelpanic09.core.sync;

import ai.kernelpanic09.core.endpoint.EndpointLimits;
import org.jspecify.annotations.Nullable;

/**
 * Whether an endpoint's holders may call it, regardless of its budget.
 *
 * @param ready whether calls may be served; if not, {@code reason} and {@code message} say why
 * @param limits limits that holders enforce; null where they are not known
 */
public record Serving(
    boolean ready, String reason, String message, @Nullable EndpointLimits limits) {

  /** An endpoint that is served within these limits. */
  public static Serving within(EndpointLimits limits) {
    return new Serving(true, "", "", limits);
  }

  /** An endpoint that is not served. */
  public static Serving refused(NotServed why, String message) {
    return new Serving(false, why.reason(), message, null);
  }
}
