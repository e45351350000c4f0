package ai.kernelpanic09.webhook.inject.proof;

import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.verdict.AdmissionReason;
import ai.kernelpanic09.webhook.verdict.Denial;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds fields of a whole pod by which its other containers, or its author, would get at the
 * sidecar's memory, port or connection.
 */
public final class PodIsolation {

  /**
   * All such fields, each as a denial; empty if there is none.
   *
   * @param controlHost the host at which the sidecar calls the operator
   */
  public static List<Denial> breaches(JsonNode pod, String controlHost) {
    var spec = pod.path("spec");
    var denials = new ArrayList<Denial>();
    if (spec.path("hostNetwork").asBoolean()) {
      denials.add(
          new Denial(
              AdmissionReason.HOST_NETWORK,
              "spec.hostNetwork: the sidecar's port would be open to everything on the node"));
    }
    for (var member : List.of("shareProcessNamespace", "hostPID")) {
      if (spec.path(member).asBoolean()) {
        denials.add(
            new Denial(
                AdmissionReason.SHARED_PROCESSES,
                "spec." + member + ": the app could read the sidecar's memory and token"));
      }
    }
    for (var alias : spec.path("hostAliases")) {
      for (var name : alias.path("hostnames")) {
        if (leadsTo(controlHost, name.asText())) {
          denials.add(
              new Denial(
                  AdmissionReason.CONTROL_HOST_ALIASED,
                  "spec.hostAliases: " + name.asText() + " is the operator's; remove the alias"));
        }
      }
    }
    // Whoever enters a pod of one container need not name it.
    var containers = spec.path("containers");
    if (!containers.isEmpty() && PodTree.stream(containers).allMatch(PodTree::isSidecar)) {
      denials.add(
          new Denial(
              AdmissionReason.SIDECAR_ALONE,
              "spec.containers: the sidecar must not be the pod's only container; add the app's"));
    }
    return denials;
  }

  private static boolean leadsTo(String host, String alias) {
    var name = alias.toLowerCase(Locale.ROOT);
    return name.equals(host) || name.startsWith(host + ".");
  }

  private PodIsolation() {}
}
