package ai.kernelpanic09.webhook.inject.proof;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.patch.CanonicalJson;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that the webhook itself rendered a pod's sidecar, and that nobody changed it since.
 *
 * <p>Without it, anyone who may create pods could build a look-alike by hand, ask for a token of
 * the control API's audience and take the session. The proof covers how the program runs, its input
 * and its volumes ({@link SealedParts}), but nothing that the API server or other admission plugins
 * add. It does not cover the image: a check of a proof must go with a check by {@link
 * SidecarImages}.
 */
public final class SidecarProof {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  /**
   * Signs and checks with a secret key.
   *
   * @throws IllegalArgumentException if the key is shorter than 32 bytes
   */
  public SidecarProof(byte[] key) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException("the proof's key must have at least 32 bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** HMAC-SHA256 in hex over namespace, ServiceAccount and the sealed parts of the pod. */
  public String sign(JsonNode pod, String namespace) {
    return HexFormat.of().formatHex(mac(pod, namespace));
  }

  /**
   * Why a live pod's proof does not hold; empty if it holds.
   *
   * @param pod as the API server stores it
   */
  public Optional<String> problem(Pod pod, String namespace) {
    return problem(serialization.convertValue(pod, JsonNode.class), namespace);
  }

  /** As {@link #problem(Pod, String)}, of the pod's JSON. */
  public Optional<String> problem(JsonNode pod, String namespace) {
    var claimed = PodTree.annotation(pod, Keys.SIDECAR_PROOF);
    if (claimed.isEmpty()) {
      return Optional.of("the pod carries no annotation " + Keys.SIDECAR_PROOF);
    }
    if (PodTree.containers(pod).filter(PodTree::isSidecar).count() != 1) {
      return Optional.of("the pod has no container " + Names.SIDECAR_CONTAINER);
    }
    var exposed = IdentityExposure.in(pod);
    if (!exposed.isEmpty()) {
      return Optional.of(exposed.getFirst().message());
    }
    var right =
        MessageDigest.isEqual(
            sign(pod, namespace).getBytes(StandardCharsets.UTF_8),
            claimed.getBytes(StandardCharsets.UTF_8));
    return right
        ? Optional.empty()
        : Optional.of("the pod's sidecar is not as the webhook rendered it");
  }

  /**
   * The workload that a proven pod was admitted for, as its sidecar says: the proof covers it.
   *
   * @param pod whose proof holds
   */
  public static String workload(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .filter(container -> Names.SIDECAR_CONTAINER.equals(container.getName()))
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> WorkloadName.VARIABLE.equals(variable.getName()))
        .map(variable -> WorkloadName.of(Objects.requireNonNullElse(variable.getValue(), "")))
        .findFirst()
        .orElseGet(() -> WorkloadName.of("Pod", pod.getMetadata().getName()));
  }

  private byte[] mac(JsonNode pod, String namespace) {
    var account = pod.path("spec").path("serviceAccountName").asText();
    var sealed =
        JsonNodeFactory.instance
            .objectNode()
            .put("namespace", namespace)
            .put("serviceAccountName", account.isEmpty() ? "default" : account);
    sealed.set("parts", SealedParts.of(pod));
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(CanonicalJson.text(sealed).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
