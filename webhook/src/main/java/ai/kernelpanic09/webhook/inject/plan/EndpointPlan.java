package ai.kernelpanic09.webhook.inject.plan;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts;
import ai.kernelpanic09.webhook.inject.facts.EndpointFacts.Mode;
import ai.kernelpanic09.webhook.verdict.Warnings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The combined needs of all endpoints that a pod names.
 *
 * <p>An endpoint in mode Gateway needs no sidecar: its pods call its Service. A pod whose endpoints
 * are all in mode Gateway gets no sidecar. An endpoint that does not exist yet is treated as one in
 * mode Sidecar with all defaults; if it turns out to be in mode Gateway, the control API refuses
 * the sidecar.
 *
 * @param url base URL of the first endpoint
 * @param sidecarEndpoints those that the sidecar serves; empty means no sidecar
 * @param requests the sidecar's resource requests: of each resource, the largest that an endpoint
 *     asks for
 * @param limits likewise
 */
public record EndpointPlan(
    String url,
    boolean urlIsSidecar,
    List<EndpointName> sidecarEndpoints,
    List<EndpointName> missing,
    Map<String, String> requests,
    Map<String, String> limits,
    OptionalLong maxBodyBytes) {

  public static final String SIDECAR_URL = "http://localhost:" + Names.MODEL_API_PORT;

  public static EndpointPlan of(
      List<EndpointName> endpoints,
      String namespace,
      String clusterDomain,
      ClusterFacts cluster,
      Warnings warnings) {
    var served = new ArrayList<EndpointName>();
    var missing = new ArrayList<EndpointName>();
    var requests = new HashMap<String, String>();
    var limits = new HashMap<String, String>();
    var maxBodyBytes = OptionalLong.empty();
    for (var endpoint : endpoints) {
      var found = cluster.endpoint(endpoint, namespace);
      if (found.isEmpty()) {
        missing.add(endpoint);
        warnings.add("no such ModelEndpoint (calls answer 503 until it exists): " + endpoint);
      }
      var facts = found.orElseGet(EndpointFacts::sidecarDefaults);
      if (!facts.podNamespaceAllowed()) {
        warnings.add("calls will be refused: allowedNamespaces leaves this one out: " + endpoint);
      }
      if (facts.mode() == Mode.SIDECAR) {
        served.add(endpoint);
        facts
            .requests()
            .forEach((name, value) -> requests.merge(name, value, KubernetesQuantity::max));
        facts.limits().forEach((name, value) -> limits.merge(name, value, KubernetesQuantity::max));
        maxBodyBytes = max(maxBodyBytes, facts.maxBodyBytes());
      }
    }
    var primary = endpoints.getFirst();
    var urlIsSidecar = served.contains(primary);
    return new EndpointPlan(
        urlIsSidecar ? SIDECAR_URL : gatewayUrl(primary, clusterDomain),
        urlIsSidecar,
        List.copyOf(served),
        List.copyOf(missing),
        Map.copyOf(requests),
        Map.copyOf(limits),
        maxBodyBytes);
  }

  public boolean needsSidecar() {
    return !sidecarEndpoints.isEmpty();
  }

  private static String gatewayUrl(EndpointName endpoint, String clusterDomain) {
    return "http://"
        + Names.endpointService(endpoint.name())
        + "."
        + endpoint.namespace()
        + ".svc."
        + clusterDomain
        + ":"
        + Names.MODEL_API_PORT;
  }

  private static OptionalLong max(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()));
  }
}
