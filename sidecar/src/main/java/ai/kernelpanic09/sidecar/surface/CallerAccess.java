package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** Decides whether a caller may call an endpoint. */
public interface CallerAccess {

  /**
   * The permission to call an endpoint.
   *
   * @param workload the caller's workload
   */
  record Granted(ServedEndpoint endpoint, String workload) {}

  /**
   * Checks whether the caller of {@code request} may call an endpoint; fails with a {@link
   * ai.kernelpanic09.sidecar.failure.CallFailure} when it may not.
   */
  Future<Granted> check(EndpointName endpoint, HttpServerRequest request);

  /** Whether the caller of {@code request} was let in to an endpoint lately. */
  boolean isKnown(HttpServerRequest request);

  /** The endpoints that a caller may use; empty where only a check of each can tell. */
  List<ServedEndpoint> offered();
}
