package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.annotation.PodAnnotations;
import ai.kernelpanic09.webhook.inject.env.AppEnvironment;
import ai.kernelpanic09.webhook.inject.env.HostAliases;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Removes what a former injection added, as its status annotation lists it. */
final class FormerInjection {

  /** A copy of the pod without the former injection, but with all changes by others. */
  static ObjectNode stripped(ObjectNode pod, InjectionStatus former) {
    var base = pod.deepCopy();
    if (former.equals(InjectionStatus.NONE) || !(base.get("spec") instanceof ObjectNode spec)) {
      return base;
    }
    for (var list : List.of("initContainers", "containers")) {
      PodTree.removeFrom(spec, list, PodTree::isSidecar);
      for (var container : spec.path(list)) {
        if (container instanceof ObjectNode object) {
          var names = former.env().getOrDefault(PodTree.name(container), List.of());
          AppEnvironment.strip(object, names);
        }
      }
    }
    PodTree.removeFrom(spec, "volumes", volume -> PodTree.isOurVolume(PodTree.name(volume)));
    HostAliases.strip(spec, Set.copyOf(former.hostnames()));
    annotations(base.path("metadata"), former);
    return base;
  }

  private static void annotations(JsonNode metadata, InjectionStatus former) {
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(List.of(Keys.SIDECAR_STATUS, Keys.SIDECAR_PROOF));
      PodAnnotations.strip(annotations, former);
    }
  }

  private FormerInjection() {}
}
