package ai.kernelpanic09.webhook.inject.annotation;

import ai.kernelpanic09.webhook.inject.facts.NamespaceFacts;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A service mesh whose proxy stands between the kubelet and the sidecar. */
enum Mesh {
  ISTIO(
      "istio-proxy",
      "sidecar.istio.io/inject",
      Set.of("true", "istio-injection=enabled", "istio.io/rev"),
      "traffic.sidecar.istio.io/",
      "excludeInboundPorts",
      "excludeOutboundPorts"),
  LINKERD(
      "linkerd-proxy",
      "linkerd.io/inject",
      Set.of("enabled", "ingress"),
      "config.linkerd.io/",
      "skip-inbound-ports",
      "skip-outbound-ports");

  private final String proxy;
  private final String injectKey;

  /**
   * The labels and annotations that turn injection on: values of the inject key, and other keys as
   * {@code key} or {@code key=value}. Immutable.
   */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<String> offers;

  private final String prefix;
  private final String inbound;
  private final String outbound;

  Mesh(
      String proxy,
      String injectKey,
      Set<String> offers,
      String prefix,
      String inbound,
      String outbound) {
    this.proxy = proxy;
    this.injectKey = injectKey;
    this.offers = offers;
    this.prefix = prefix;
    this.inbound = inbound;
    this.outbound = outbound;
  }

  String inboundKey() {
    return prefix + inbound;
  }

  String outboundKey() {
    return prefix + outbound;
  }

  /** Whether the mesh's proxy is in the pod or will be: the mesh's webhook may run after ours. */
  boolean joins(JsonNode pod, NamespaceFacts namespace) {
    if (PodTree.containers(pod).anyMatch(container -> PodTree.name(container).equals(proxy))) {
      return true;
    }
    var own = new TreeMap<String, String>();
    putAll(own, pod.path("metadata").path("labels"));
    putAll(own, pod.path("metadata").path("annotations"));
    if (own.containsKey(injectKey)
        || own.keySet().stream().anyMatch(key -> key.startsWith(prefix))) {
      return !own.containsKey(injectKey) || isOfferedBy(own);
    }
    return isOfferedBy(own)
        || isOfferedBy(namespace.labels())
        || isOfferedBy(namespace.annotations());
  }

  private boolean isOfferedBy(Map<String, String> keys) {
    return keys.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().equals(injectKey)
                    ? offers.contains(entry.getValue())
                    : offers.contains(entry.getKey())
                        || offers.contains(entry.getKey() + "=" + entry.getValue()));
  }

  private static void putAll(Map<String, String> keys, JsonNode object) {
    object.properties().forEach(member -> keys.put(member.getKey(), member.getValue().asText()));
  }
}
