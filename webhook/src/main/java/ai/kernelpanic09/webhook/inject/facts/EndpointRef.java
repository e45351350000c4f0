package ai.kernelpanic09.webhook.inject.facts;

import ai.kernelpanic09.api.Names;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names a ModelEndpoint. */
public record EndpointRef(String namespace, String name) implements Comparable<EndpointRef> {

  /** So that {@code model-<name>} is a DNS label too. */
  public static final int MAX_NAME_LENGTH = 57;

  private static final int MAX_LABEL_LENGTH = 63;
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /**
   * Reads {@code NAME} or {@code NAMESPACE.NAME}; names are DNS labels, so the dot is unambiguous.
   *
   * @param defaultNamespace the pod's own
   */
  public static Optional<EndpointRef> parse(String text, String defaultNamespace) {
    var dot = text.indexOf('.');
    var namespace = dot < 0 ? defaultNamespace : text.substring(0, dot);
    var name = text.substring(dot + 1);
    var valid = isDnsLabel(namespace, MAX_LABEL_LENGTH) && isDnsLabel(name, MAX_NAME_LENGTH);
    return valid ? Optional.of(new EndpointRef(namespace, name)) : Optional.empty();
  }

  /** Name of the endpoint's Service. */
  public String service() {
    return Names.endpointService(name);
  }

  /** The Service's full name in the cluster's DNS. */
  public String serviceHost(String clusterDomain) {
    return service() + "." + namespace + ".svc." + clusterDomain;
  }

  @Override
  public int compareTo(EndpointRef other) {
    return toString().compareTo(other.toString());
  }

  /** {@code namespace/name}, the form of the control protocol. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }

  private static boolean isDnsLabel(String text, int maxLength) {
    return text.length() <= maxLength && DNS_LABEL.matcher(text).matches();
  }
}
