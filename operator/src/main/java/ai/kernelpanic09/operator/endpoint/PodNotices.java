package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * Writes one Event about each pod whose sidecar is missing or not believed, which says what to do.
 */
final class PodNotices {

  private final EventRecorder events;
  private final Cache<String, Boolean> told = Caffeine.newBuilder().maximumSize(20_000).build();

  PodNotices(EventRecorder events) {
    this.events = events;
  }

  /** Tells that these pods have no sidecar. */
  void missed(List<Pod> pods) {
    for (var pod : pods) {
      tell(pod, EventReason.SIDECAR_MISSED, message(pod));
    }
  }

  /** Tells that the pod's sidecar runs an image that is not believed. */
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
