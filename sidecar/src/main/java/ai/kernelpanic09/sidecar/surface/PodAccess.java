package ai.kernelpanic09.sidecar.surface;

import static java.util.stream.Collectors.joining;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.failure.ErrorCode;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Lets every process in the pod call the pod's endpoints. Owned by the event loop. */
public final class PodAccess implements CallerAccess {

  private static final int MAX_LISTED = 20;

  private final Endpoints endpoints;
  private Set<EndpointName> given;
  private final String workload;

  public PodAccess(Endpoints endpoints, Set<EndpointName> given, String workload) {
    this.endpoints = endpoints;
    this.given = Set.copyOf(given);
    this.workload = workload;
  }

  /** Gives the pod these endpoints, and no others, from now on. */
  public void give(Set<EndpointName> names) {
    given = Set.copyOf(names);
  }

  @Override
  public Future<Granted> check(EndpointName name, HttpServerRequest request) {
    // A recovered journal may hold endpoints that are not the pod's any more.
    var endpoint = given.contains(name) ? endpoints.find(name) : null;
    return endpoint == null
        ? Future.failedFuture(
            new CallFailure(
                ErrorCode.UNKNOWN_ENDPOINT,
                "endpoint " + name + " is not given to this pod, which may use " + listed()))
        : Future.succeededFuture(new Granted(endpoint, workload, ""));
  }

  @Override
  public boolean isKnown(HttpServerRequest request) {
    return true;
  }

  @Override
  public List<ServedEndpoint> offered() {
    return given.stream().sorted().map(endpoints::find).filter(Objects::nonNull).toList();
  }

  private String listed() {
    return given.stream()
            .map(EndpointName::toString)
            .sorted()
            .limit(MAX_LISTED)
            .collect(joining(", "))
        + (given.size() > MAX_LISTED ? " and " + (given.size() - MAX_LISTED) + " more" : "");
  }
}
