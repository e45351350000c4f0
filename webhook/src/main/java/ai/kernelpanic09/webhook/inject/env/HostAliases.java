package ai.kernelpanic09.webhook.inject.env;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.Warnings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Resolves the names of the endpoints' Services to the sidecar, so that one URL works in every pod.
 */
public final class HostAliases {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String MEMBER = "hostAliases";

  /** All DNS names by which a pod of {@code podNamespace} can reach the endpoints' Services. */
  public static List<String> namesOf(
      List<EndpointName> endpoints, String podNamespace, String clusterDomain) {
    var names = new ArrayList<String>();
    for (var endpoint : endpoints) {
      var service = Names.endpointService(endpoint.name());
      if (endpoint.namespace().equals(podNamespace)) {
        names.add(service);
      }
      var host = service + "." + endpoint.namespace();
      names.add(host);
      names.add(host + ".svc");
      names.add(host + ".svc." + clusterDomain);
    }
    return names;
  }

  /** Adds the names that the pod does not define itself, and returns them. */
  public static List<String> add(ObjectNode spec, List<String> names, Warnings warnings) {
    var added = new ArrayList<String>();
    for (var name : names) {
      var owner =
          PodTree.stream(spec.path(MEMBER))
              .filter(alias -> hostnames(alias).contains(name))
              .findFirst();
      if (owner.isEmpty()) {
        added.add(name);
      } else if (!owner.get().path("ip").asText().equals(LOOPBACK)) {
        warnings.add("hostAliases of the pod lead past the sidecar: " + name);
      }
    }
    if (!added.isEmpty()) {
      var list = loopback(spec);
      added.forEach(PodTree.array(list, "hostnames")::add);
    }
    return added;
  }

  /** Removes these names. An entry that they alone filled keeps its place, for the new names. */
  public static void strip(ObjectNode spec, Set<String> names) {
    for (var alias : spec.path(MEMBER)) {
      if (alias.path("ip").asText().equals(LOOPBACK) && alias instanceof ObjectNode object) {
        PodTree.removeFrom(object, "hostnames", name -> names.contains(name.asText()));
      }
    }
  }

  /**
   * Removes the entry that only a former injection had filled; called when the new one adds
   * nothing. The pod may have entries without names of its own, for other addresses.
   */
  public static void dropEmpty(ObjectNode spec) {
    PodTree.removeFrom(
        spec, MEMBER, alias -> alias.size() == 1 && alias.path("ip").asText().equals(LOOPBACK));
  }

  /**
   * The loopback address's entry, added if it is absent: the list may hold each address only once.
   */
  private static ObjectNode loopback(ObjectNode spec) {
    var aliases = PodTree.array(spec, MEMBER);
    for (var alias : aliases) {
      if (alias.path("ip").asText().equals(LOOPBACK) && alias instanceof ObjectNode object) {
        return object;
      }
    }
    return aliases.addObject().put("ip", LOOPBACK);
  }

  private static List<String> hostnames(JsonNode alias) {
    return PodTree.stream(alias.path("hostnames")).map(JsonNode::asText).toList();
  }

  private HostAliases() {}
}
