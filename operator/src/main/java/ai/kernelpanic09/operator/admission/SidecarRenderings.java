package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.webhook.inject.InjectConfig;
import ai.kernelpanic09.webhook.inject.Injector;
import ai.kernelpanic09.webhook.inject.PodAdmission;
import ai.kernelpanic09.webhook.inject.facts.ClusterFacts;
import ai.kernelpanic09.webhook.inject.facts.KubeletVersions;
import ai.kernelpanic09.webhook.inject.pod.InjectionStatus;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.render.SidecarTemplate;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The current settings of injection, and the running sidecars that were rendered by other settings.
 */
public final class SidecarRenderings {

  private final OperatorConfig settings;
  private final SidecarImages images;
  private final ClusterView view;
  private final ClusterFacts facts;
  private final String version;
  private final boolean openShift;
  private final Supplier<String> controlCa;
  private final KubernetesSerialization json = new KubernetesSerialization();

  /**
   * @param images the image to inject, and those that are believed
   * @param controlCa gives the CAs by which sidecars know the operator, in PEM
   */
  public SidecarRenderings(
      OperatorConfig settings,
      SidecarImages images,
      ClusterView view,
      String version,
      boolean openShift,
      Supplier<String> controlCa) {
    this.settings = settings;
    this.images = images;
    this.view = view;
    facts = new ClusterAnswers(view, settings.endpointRules().hosts());
    this.version = version;
    this.openShift = openShift;
    this.controlCa = controlCa;
  }

  /** The image to inject, and those that are believed. */
  public SidecarImages images() {
    return images;
  }

  /** The current settings of injection, without the key that signs. */
  public InjectConfig config() {
    var cluster =
        new InjectConfig.Cluster(
            settings.installation().namespace(),
            settings.installation().clusterDomain(),
            KubeletVersions.nativeSidecars(view.kubelets(), settings.sidecars().minKubelet()));
    var sidecar =
        SidecarTemplate.defaults(
                images, InjectConfig.controlUrl(settings.installation().namespace()))
            .withOpenShift(openShift)
            .withControlCa(controlCa.get())
            .withAwsCa(settings.awsAuthorities().pem());
    return new InjectConfig(version, cluster, sidecar, Optional.empty());
  }

  /**
   * Accepts pods whose sidecar would be rendered differently if they were created now. It serves
   * one sweep over many pods: those with the same wishes share one rendering.
   */
  public Predicate<Pod> outdated() {
    var now = config();
    var hashes = new HashMap<Asked, Optional<String>>();
    return pod -> {
      var rendered = status(json.convertValue(pod, JsonNode.class)).map(InjectionStatus::hash);
      return rendered
          .flatMap(
              hash ->
                  hashes
                      .computeIfAbsent(Asked.of(pod), asked -> hash(pod, now))
                      .map(current -> !current.equals(hash)))
          .orElse(false);
    };
  }

  /**
   * Hash of the pod's rendering by the settings {@code now}; empty if the pod would get no sidecar,
   * or the API server can't be asked.
   */
  private Optional<String> hash(Pod pod, InjectConfig now) {
    try {
      return Injector.renderingHash(
          PodAdmission.creation(
              json.convertValue(pod, JsonNode.class), pod.getMetadata().getNamespace()),
          now,
          facts);
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  /** The pod's status annotation; empty if there is none that the webhook could have written. */
  private static Optional<InjectionStatus> status(JsonNode pod) {
    try {
      return InjectionStatus.of(pod);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The part of a pod that decides its rendering. */
  private record Asked(String namespace, Map<String, String> wishes) {

    static Asked of(Pod pod) {
      var metadata = pod.getMetadata();
      var wishes = new HashMap<>(Objects.requireNonNullElse(metadata.getLabels(), Map.of()));
      wishes.putAll(Objects.requireNonNullElse(metadata.getAnnotations(), Map.of()));
      wishes.remove(Keys.SIDECAR_STATUS);
      wishes.remove(Keys.SIDECAR_PROOF);
      return new Asked(metadata.getNamespace(), wishes);
    }
  }
}
