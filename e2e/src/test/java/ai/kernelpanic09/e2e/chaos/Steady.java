package ai.kernelpanic09.e2e.chaos;

import ai.kernelpanic09.e2e.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Pods that no fault kills. The time at which each became Ready must stay the same: a pod that was
 * not Ready for a moment, however short, has a later one.
 */
final class Steady {

  private final Map<String, String> before = state();

  int size() {
    return before.size();
  }

  /** Changes since the start. */
  List<String> changes() {
    var changes = new ArrayList<String>();
    var now = state();
    before.forEach(
        (name, state) -> {
          if (!state.equals(now.get(name))) {
            changes.add("%s: %s became %s".formatted(name, state, now.get(name)));
          }
        });
    return changes;
  }

  private static Map<String, String> state() {
    var state = new TreeMap<String, String>();
    for (var app : App.ALL) {
      if (!app.hurt()) {
        Cluster.client()
            .pods()
            .inNamespace(App.NAMESPACE)
            .withLabel("app", app.name())
            .list()
            .getItems()
            .forEach(pod -> state.put(pod.getMetadata().getName(), readySince(pod)));
      }
    }
    return state;
  }

  private static String readySince(Pod pod) {
    return pod.getMetadata().getUid()
        + pod.getStatus().getConditions().stream()
            .filter(condition -> condition.getType().equals("Ready"))
            .map(
                condition ->
                    " ready "
                        + condition.getStatus()
                        + " since "
                        + condition.getLastTransitionTime())
            .toList()
        + pod.getStatus().getInitContainerStatuses().stream()
            .map(container -> " restarts " + container.getRestartCount())
            .toList();
  }
}
