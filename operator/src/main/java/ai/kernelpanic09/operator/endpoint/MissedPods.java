package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Tells on each pod without its sidecar, once, what is to be done. */
final class MissedPods {

  static final String REASON = "SidecarMissed";

  private final EventRecorder events;
  private final Cache<String, Boolean> told = Caffeine.newBuilder().maximumSize(20_000).build();

  MissedPods(EventRecorder events) {
    this.events = events;
  }

  void tell(List<Pod> pods) {
    for (var pod : pods) {
      if (told.asMap().putIfAbsent(pod.getMetadata().getUid(), true) == null) {
        events.warningOnce(pod, REASON, message(pod));
      }
    }
  }

  private static String message(Pod pod) {
    var metadata = pod.getMetadata();
    var controlled =
        metadata.getOwnerReferences() != null
            && metadata.getOwnerReferences().stream()
                .map(OwnerReference::getController)
                .anyMatch(Boolean.TRUE::equals);
    return "The pod carries the label "
        + Keys.MODEL_ENDPOINT
        + " and has no sidecar, for no webhook saw it being made with the label: delete it"
        + (controlled ? ", its controller makes a new one." : " and create it again.");
  }
}
