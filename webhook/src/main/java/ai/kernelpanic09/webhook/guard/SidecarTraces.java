package ai.kernelpanic09.webhook.guard;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the parts of a pod by which it could pass for one with a sidecar, whatever its label says.
 */
final class SidecarTraces {

  /** Each part by its kind and name; empty for a pod that has nothing to do with us. */
  static List<String> in(JsonNode pod) {
    var traces = new ArrayList<String>();
    PodTree.containers(pod)
        .filter(PodTree::isSidecar)
        .forEach(container -> traces.add("container " + PodTree.name(container)));
    PodTree.stream(pod.path("spec").path("volumes"))
        .map(PodTree::name)
        .filter(PodTree::isOurVolume)
        .forEach(volume -> traces.add("volume " + volume));
    if (PodTree.hasAnnotation(pod, Keys.SIDECAR_PROOF)) {
      traces.add("annotation " + Keys.SIDECAR_PROOF);
    }
    return traces;
  }

  private SidecarTraces() {}
}
