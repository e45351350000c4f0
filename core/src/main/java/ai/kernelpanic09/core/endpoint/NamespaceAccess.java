package ai.kernelpanic09.core.endpoint;

import java.util.List;

/** Decides which namespaces may use an endpoint: its own, and those that its spec allows. */
public final class NamespaceAccess {

  private static final String ALL = "*";

  /**
   * Whether pods of {@code podNamespace} may use the endpoint.
   *
   * @param endpointNamespace the namespace that the endpoint is in
   * @param allowedNamespaces as in {@code spec.allowedNamespaces}: names, or {@code *} for all
   */
  public static boolean isAllowed(
      String endpointNamespace, List<String> allowedNamespaces, String podNamespace) {
    return endpointNamespace.equals(podNamespace)
        || allowedNamespaces.contains(ALL)
        || allowedNamespaces.contains(podNamespace);
  }

  private NamespaceAccess() {}
}
