package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a caller may call an endpoint. */
public interface CallerAccess {

  /**
   * The permission to call an endpoint.
   *
   * @param workload the caller's workload
   * @param namespace the caller's namespace; empty where it is not known, or always the same
   */
  record Granted(ServedEndpoint endpoint, String workload, String namespace) {}

  /**
   * Checks whether the caller of {@code request} may call an endpoint; fails with a {@link
   * ai.kernelpanic09.sidecar.failure.CallFailure} when it may not.
   */
  Future<Granted> check(EndpointName endpoint, HttpServerRequest request);

  /** Whether the caller of {@code request} was let in to an endpoint lately. */
  boolean isKnown(HttpServerRequest request);

  /**
   * The source of a request among several that share this process, each of which gets a share of
   * it; null where there is only one.
   */
  default @Nullable String source(HttpServerRequest request) {
    return null;
  }

  /**
   * Takes one question from what the source of a request may have us ask the operator; false when
   * it has asked too much.
   */
  default boolean mayAsk(HttpServerRequest request) {
    return true;
  }

  /** The endpoints that a caller may use; empty where only a check of each can tell. */
  List<ServedEndpoint> offered();
}
