package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** Tells on a pod whose sidecar is not there or not believed, once, what is to be done. */
final class PodNotices {

  private final EventRecorder events;
  private final Cache<String, Boolean> told = Caffeine.newBuilder().maximumSize(20_000).build();

  PodNotices(EventRecorder events) {
    this.events = events;
  }

  /** Pods that have no sidecar. */
  void missed(List<Pod> pods) {
    for (var pod : pods) {
      tell(pod, EventReason.SIDECAR_MISSED, message(pod));
    }
  }

  /** A pod whose sidecar runs an image of nobody's list. */
  void unbelieved(Pod pod, String why) {
    tell(pod, EventReason.SIDECAR_IMAGE_NOT_BELIEVED, "Every call of this pod is refused: " + why);
  }

  private void tell(Pod pod, EventReason reason, String message) {
    if (told.asMap().putIfAbsent(reason.id() + pod.getMetadata().getUid(), true) == null) {
      events.warningOnce(pod, reason, message);
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
