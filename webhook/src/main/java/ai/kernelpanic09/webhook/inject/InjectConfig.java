package ai.kernelpanic09.webhook.inject;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import ai.kernelpanic09.webhook.inject.render.SidecarTemplate;
import java.util.List;
import java.util.Optional;

/**
 * The settings of injection, the same for all pods.
 *
 * @param version the operator's version, as the status annotation states it
 * @param proof signs renderings; empty on the command line, which has no key: the webhook adds the
 *     proof when the pod is created
 */
public record InjectConfig(
    String version, Cluster cluster, SidecarTemplate sidecar, Optional<SidecarProof> proof) {

  /**
   * The facts about the cluster that injection depends on.
   *
   * @param operatorNamespace the operator's namespace, whose pods are not injected
   * @param domain the cluster's DNS domain
   * @param nativeSidecars whether every kubelet runs native sidecars
   */
  public record Cluster(String operatorNamespace, String domain, boolean nativeSidecars) {}

  /** Everything at its default, for kubelets with native sidecars. */
  public static InjectConfig defaults(String image, String version) {
    return new InjectConfig(
        version,
        new Cluster(Names.OPERATOR_NAMESPACE, "cluster.local", true),
        SidecarTemplate.defaults(
            new SidecarImages(image, List.of()), controlUrl(Names.OPERATOR_NAMESPACE)),
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

  /** A copy that says whether every kubelet runs native sidecars. */
  public InjectConfig withNativeSidecars(boolean supported) {
    var same = new Cluster(cluster.operatorNamespace(), cluster.domain(), supported);
    return new InjectConfig(version, same, sidecar, proof);
  }

  /** A copy that renders sidecars from another template. */
  public InjectConfig withSidecar(SidecarTemplate template) {
    return new InjectConfig(version, cluster, template, proof);
  }

  /** A copy that signs renderings. */
  public InjectConfig withProof(SidecarProof signer) {
    return new InjectConfig(version, cluster, sidecar, Optional.of(signer));
  }
}
