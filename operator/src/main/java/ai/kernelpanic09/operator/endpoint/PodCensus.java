package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.PodEndpoints;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Counts the pods of an endpoint by the state of their sidecars. */
public final class PodCensus {

  private static final List<String> ENDED = List.of("Succeeded", "Failed");

  /**
   * @param images the images that a believed sidecar may run
   * @param outdated accepts pods whose sidecar would be rendered differently now
   */
  static SidecarsStep.Census of(
      List<Pod> pods, EndpointName endpoint, SidecarImages images, Predicate<Pod> outdated) {
    long served = 0;
    long old = 0;
    var missed = new ArrayList<Pod>();
    var unbelieved = new ArrayList<Pod>();
    for (var pod : pods) {
      if (ENDED.contains(pod.getStatus().getPhase())
          || pod.isMarkedForDeletion()
          || !endpoints(pod).contains(endpoint)) {
        continue;
      }
      var sidecar = sidecar(pod);
      if (sidecar.isPresent()) {
        served++;
        if (!images.believes(Objects.requireNonNullElse(sidecar.get().getImage(), ""))) {
          unbelieved.add(pod);
        } else {
          old += outdated.test(pod) ? 1 : 0;
        }
      } else if (!hasStatus(pod)) {
        missed.add(pod);
      }
    }
    return new SidecarsStep.Census(served, missed, unbelieved, old);
  }

  /** The endpoints that a pod's label and annotation name. */
  public static Set<EndpointName> endpoints(Pod pod) {
    var metadata = pod.getMetadata();
    var labels = metadata.getLabels() == null ? Map.<String, String>of() : metadata.getLabels();
    var annotations =
        metadata.getAnnotations() == null ? Map.<String, String>of() : metadata.getAnnotations();
    return PodEndpoints.named(
        labels.get(Keys.MODEL_ENDPOINT),
        annotations.get(Keys.ADDITIONAL_MODEL_ENDPOINTS),
        metadata.getNamespace());
  }

  /** The pod's sidecar, native or plain. */
  public static Optional<Container> sidecar(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .filter(each -> Names.SIDECAR_CONTAINER.equals(each.getName()))
        .findFirst();
  }

  /**
   * Whether the webhook injected the pod. A pod whose endpoints are all in mode Gateway is injected
   * without a sidecar.
   */
  private static boolean hasStatus(Pod pod) {
    var annotations = pod.getMetadata().getAnnotations();
    return annotations != null && annotations.containsKey(Keys.SIDECAR_STATUS);
  }

  private PodCensus() {}
}
