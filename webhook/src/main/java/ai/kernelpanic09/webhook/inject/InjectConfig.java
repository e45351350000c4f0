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
 * @param version of the operator, which the status annotation tells
 * @param proof signs renderings; empty on the command line, which has no key: the webhook adds the
 *     proof when the pod is created
 */
public record InjectConfig(
    String version, Cluster cluster, SidecarTemplate sidecar, Optional<SidecarProof> proof) {

  /**
   * What injection goes by of the cluster that it runs in.
   *
   * @param operatorNamespace whose pods are left alone
   * @param domain of the cluster's DNS
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

  /** The same for kubelets that all run native sidecars, or not. */
  public InjectConfig withNativeSidecars(boolean supported) {
    var same = new Cluster(cluster.operatorNamespace(), cluster.domain(), supported);
    return new InjectConfig(version, same, sidecar, proof);
  }

  /** The same with sidecars from another template. */
  public InjectConfig withSidecar(SidecarTemplate template) {
    return new InjectConfig(version, cluster, template, proof);
  }

  /** The same with renderings signed. */
  public InjectConfig withProof(SidecarProof signer) {
    return new InjectConfig(version, cluster, sidecar, Optional.of(signer));
  }
}
