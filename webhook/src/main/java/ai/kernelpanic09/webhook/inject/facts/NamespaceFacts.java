package ai.kernelpanic09.webhook.inject.facts;

import java.util.Map;

/** Labels and annotations of a namespace; both empty if it is unknown. */
public record NamespaceFacts(Map<String, String> labels, Map<String, String> annotations) {

  public static final NamespaceFacts NONE = new NamespaceFacts(Map.of(), Map.of());

  /** Copies its maps. */
  public NamespaceFacts {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
