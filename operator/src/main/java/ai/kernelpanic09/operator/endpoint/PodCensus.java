package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.endpoint.NamespaceAccess;
import ai.kernelpanic09.operator.cluster.Pods;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Counts the pods of an endpoint by the state of their sidecars. */
public final class PodCensus {

  private static final List<String> ENDED = List.of("Succeeded", "Failed");

  /**
   * Counts the pods that name the endpoint and may use it: any pod can name it.
   *
   * @param images the images that a believed sidecar may run
   * @param outdated accepts pods whose sidecar would be rendered differently now
   */
  static SidecarsStep.Census of(
      List<Pod> pods, ModelEndpoint endpoint, SidecarImages images, Predicate<Pod> outdated) {
    long served = 0;
    long old = 0;
    var missed = new ArrayList<Pod>();
    var unbelieved = new ArrayList<Pod>();
    for (var pod : pods) {
      if (ENDED.contains(pod.getStatus().getPhase())
          || pod.isMarkedForDeletion()
          || !endpoints(pod).contains(endpoint.endpointName())
          || !mayUse(pod, endpoint)) {
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

  /** The endpoints that a pod's label and annotation name, 32 at most. */
  public static Set<EndpointName> endpoints(Pod pod) {
    return Pods.endpoints(pod);
  }

  /** Whether the pod is in a namespace whose pods may use the endpoint. */
  public static boolean mayUse(Pod pod, ModelEndpoint endpoint) {
    return NamespaceAccess.isAllowed(
        endpoint.getMetadata().getNamespace(),
        endpoint.getSpec().allowedNamespaces(),
        pod.getMetadata().getNamespace());
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
