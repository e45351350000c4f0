package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is the same for all pods.
 *
 * @param images the sidecar's, and those that count as it
 * @param requests default resource requests of the sidecar, as Kubernetes quantities by name
 * @param limits default limits; none for CPU, since throttled bursts cost latency and save nothing
 * @param waitCommand run in the sidecar's image by a plain container's postStart hook, returns when
 *     the model API listens
 * @param nativeSupported whether every kubelet runs native sidecars
 * @param openShift whether the platform chooses user ids itself
 * @param proof signs what was rendered; empty on the command line, which has no key: the webhook
 *     adds the proof when the pod is created
 */
public record InjectConfig(
    SidecarImages images,
    String version,
    String operatorNamespace,
    String clusterDomain,
    String controlUrl,
    Map<String, String> requests,
    Map<String, String> limits,
    List<String> waitCommand,
    boolean nativeSupported,
    boolean openShift,
    Optional<SidecarProof> proof) {

  /** Copies its collections. */
  public InjectConfig {
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
    waitCommand = List.copyOf(waitCommand);
  }

  /** Everything at its default, for kubelets with native sidecars. */
  public static InjectConfig defaults(String image, String version) {
    return new InjectConfig(
        new SidecarImages(image, List.of()),
        version,
        Names.OPERATOR_NAMESPACE,
        "cluster.local",
        controlUrl(Names.OPERATOR_NAMESPACE),
        Map.of("cpu", "20m", "memory", "96Mi"),
        Map.of("memory", "160Mi"),
        List.of("java", "@/app/wait.args"),
        true,
        false,
        Optional.empty());
  }

  /** URL of the control API. */
  public static String controlUrl(String operatorNamespace) {
    return "https://"
        + Names.CONTROL_SERVICE
        + "."
        + operatorNamespace
        + ".svc:"
        + Names.CONTROL_PORT;
  }

  /** The same with another answer to whether kubelets run native sidecars. */
  public InjectConfig withNativeSupported(boolean supported) {
    return new InjectConfig(
        images,
        version,
        operatorNamespace,
        clusterDomain,
        controlUrl,
        requests,
        limits,
        waitCommand,
        supported,
        openShift,
        proof);
  }

  /** The same for a platform that chooses user ids itself, or not. */
  public InjectConfig withOpenShift(boolean present) {
    return new InjectConfig(
        images,
        version,
        operatorNamespace,
        clusterDomain,
        controlUrl,
        requests,
        limits,
        waitCommand,
        nativeSupported,
        present,
        proof);
  }

  /** The same with renderings signed. */
  public InjectConfig withProof(SidecarProof signer) {
    return new InjectConfig(
        images,
        version,
        operatorNamespace,
        clusterDomain,
        controlUrl,
        requests,
        limits,
        waitCommand,
        nativeSupported,
        openShift,
        Optional.of(signer));
  }
}
