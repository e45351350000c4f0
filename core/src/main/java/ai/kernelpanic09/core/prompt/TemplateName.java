package ai.kernelpanic09.core.prompt;

import ai.kernelpanic09.core.endpoint.EndpointName;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Namespace and name of a PromptTemplate, written {@code namespace/name}. */
public record TemplateName(String namespace, String name) implements Comparable<TemplateName> {

  /**
   * @throws IllegalArgumentException when the text is not {@code namespace/name}
   */
  @JsonCreator
  public static TemplateName parse(String text) {
    var parsed = EndpointName.parse(text);
    return new TemplateName(parsed.namespace(), parsed.name());
  }

  /** An endpoint of the same namespace. */
  public EndpointName neighbour(String endpoint) {
    return new EndpointName(namespace, endpoint);
  }

  @Override
  public int compareTo(TemplateName other) {
    var byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @JsonValue
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
