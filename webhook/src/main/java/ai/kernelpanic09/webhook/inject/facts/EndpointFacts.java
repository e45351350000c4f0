package ai.kernelpanic09.webhook.inject.facts;

import ai.kernelpanic09.core.endpoint.NamespaceAccess;
import ai.kernelpanic09.core.spec.ModelEndpointSpec;
import ai.kernelpanic09.core.spec.ModelEndpointSpec.ResourceAmounts;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The part of an existing ModelEndpoint that injection uses.
 *
 * @param podNamespaceAllowed whether pods of the asking namespace may use it
 * @param requests resource requests for its sidecars by name ({@code cpu}, {@code memory}), as
 *     Kubernetes quantities
 * @param limits resource limits likewise
 * @param maxBodyBytes largest request body its sidecars take; empty for the default
 */
public record EndpointFacts(
    Mode mode,
    boolean podNamespaceAllowed,
    Map<String, String> requests,
    Map<String, String> limits,
    OptionalLong maxBodyBytes) {

  /** Where the calls are served. */
  public enum Mode {
    SIDECAR,
    GATEWAY
  }

  /** Copies its maps. */
  public EndpointFacts {
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
  }

  /** The facts of a spec for pods of {@code podNamespace}. */
  public static EndpointFacts of(
      ModelEndpointSpec spec, String endpointNamespace, String podNamespace) {
    var allowed =
        NamespaceAccess.isAllowed(endpointNamespace, spec.allowedNamespaces(), podNamespace);
    var mode =
        switch (spec.mode()) {
          case SIDECAR -> Mode.SIDECAR;
          case GATEWAY -> Mode.GATEWAY;
        };
    var sidecar = spec.sidecar();
    if (sidecar == null) {
      return new EndpointFacts(mode, allowed, Map.of(), Map.of(), OptionalLong.empty());
    }
    var resources = sidecar.resources();
    return new EndpointFacts(
        mode,
        allowed,
        resources == null ? Map.of() : amounts(resources.requests()),
        resources == null ? Map.of() : amounts(resources.limits()),
        OptionalLong.of(sidecar.maxBodyBytes()));
  }

  private static Map<String, String> amounts(@Nullable ResourceAmounts amounts) {
    var byName = new HashMap<String, String>();
    if (amounts != null && amounts.cpu() != null) {
      byName.put("cpu", amounts.cpu());
    }
    if (amounts != null && amounts.memory() != null) {
      byName.put("memory", amounts.memory());
    }
    return byName;
  }

  /** An endpoint in mode Sidecar with all defaults, open to the asking namespace. */
  public static EndpointFacts sidecarDefaults() {
    return new EndpointFacts(Mode.SIDECAR, true, Map.of(), Map.of(), OptionalLong.empty());
  }
}
