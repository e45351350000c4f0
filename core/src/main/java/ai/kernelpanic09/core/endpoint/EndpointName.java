package ai.kernelpanic09.core.endpoint;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Namespace and name of a ModelEndpoint, written {@code namespace/name}. */
public record EndpointName(String namespace, String name) implements Comparable<EndpointName> {

  /**
   * @throws IllegalArgumentException when the text is not {@code namespace/name}
   */
  @JsonCreator
  public static EndpointName parse(String text) {
    var slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
      throw new IllegalArgumentException("'" + text + "' is not namespace/name");
    }
    return new EndpointName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public int compareTo(EndpointName other) {
    var byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @JsonValue
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
