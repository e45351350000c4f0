package ai.kernelpanic09.webhook.inject.proof;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.webhook.inject.patch.CanonicalJson;
import ai.kernelpanic09.webhook.inject.pod.PodTree;
import ai.kernelpanic09.webhook.inject.pod.WorkloadName;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that the webhook itself rendered a pod's sidecar when the pod was created, and that nobody
 * changed it since.
 *
 * <p>Without it, anyone who may create pods could build a look-alike by hand, ask for a token of
 * the control API's audience and take the session. The proof covers how the program runs, its input
 * and its volumes, and what it shares with the rest of the pod ({@link SealedParts}), but nothing
 * that the API server or other admission plugins add. It does not cover the image: a check of a
 * proof must go with a check by {@link SidecarImages}.
 *
 * <p>It is good for one admission: it holds the pod's name and the time, and the pod must have been
 * created at about that time. The proof of a request that stores nothing holds for no stored pod.
 *
 * <p>Its text is {@code FORM.SECONDS.HMAC}. That of earlier versions is the HMAC alone, over fewer
 * parts and without name and time; it holds only for pods from before the upgrade.
 */
public final class SidecarProof {

  /** How far the API server's clock may be from ours; Kerberos tolerates the same. */
  static final Duration MAX_SKEW = Duration.ofMinutes(5);

  private static final String ALGORITHM = "HmacSHA256";
  private static final int MIN_KEY_BYTES = 32;
  private static final String FORM = "2";
  private static final String DRY_RUN_FORM = "2-dry-run";

  private final SecretKeySpec key;
  private final Instant bareUntil;
  private final InstantSource clock;
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  /**
   * The request in which a pod is admitted.
   *
   * @param dryRun whether the request stores nothing
   */
  public record Occasion(String namespace, boolean dryRun) {}

  /**
   * Signs and checks with a secret key.
   *
   * @param bareUntil proofs without name and time hold for pods that were created before
   * @throws IllegalArgumentException if the key is shorter than 32 bytes
   */
  public SidecarProof(byte[] key, Instant bareUntil, InstantSource clock) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException("the proof's key must have at least 32 bytes");
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
    this.bareUntil = bareUntil;
    this.clock = clock;
  }

  /**
   * The proof of a pod that is admitted now.
   *
   * @param present the proof that the pod carries already, which is kept if it holds: another
   *     webhook's change leads to a second admission in the same request; empty for none
   */
  public String sign(JsonNode pod, Occasion occasion, String present) {
    var form = form(occasion);
    if (present.startsWith(form + ".") && unproven(pod, occasion, present).isEmpty()) {
      return present;
    }
    var seconds = clock.instant().getEpochSecond();
    return form + "." + seconds + "." + bound(pod, occasion.namespace(), form, seconds);
  }

  /**
   * Why a live pod's proof does not hold; empty if it holds.
   *
   * @param pod as the API server stores it
   */
  public Optional<String> problem(Pod pod, String namespace) {
    return problem(serialization.convertValue(pod, JsonNode.class), new Occasion(namespace, false));
  }

  /** As {@link #problem(Pod, String)}, of the pod's JSON, which may be about to be stored. */
  public Optional<String> problem(JsonNode pod, Occasion occasion) {
    var claimed = PodTree.annotation(pod, Keys.SIDECAR_PROOF);
    if (claimed.isEmpty()) {
      return Optional.of("the pod carries no annotation " + Keys.SIDECAR_PROOF);
    }
    var sidecars = PodTree.containers(pod).filter(PodTree::isSidecar).toList();
    if (sidecars.size() != 1) {
      return Optional.of("the pod has no container " + Names.SIDECAR_CONTAINER);
    }
    var exposed =
        Stream.concat(
                IdentityExposure.in(pod).stream(),
                PodIsolation.breaches(pod, SealedParts.controlHost(sidecars.getFirst())).stream())
            .findFirst();
    return exposed.isPresent()
        ? Optional.of(exposed.get().message())
        : unproven(pod, occasion, claimed);
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

  private Optional<String> unproven(JsonNode pod, Occasion occasion, String claimed) {
    var parts = claimed.split("\\.", 3);
    if (parts.length == 1) {
      return unprovenBare(pod, occasion, claimed);
    }
    if (parts.length != 3 || !parts[0].equals(form(occasion))) {
      return Optional.of("the pod's proof was made for another kind of request");
    }
    long seconds;
    try {
      seconds = Long.parseLong(parts[1]);
    } catch (NumberFormatException e) {
      return Optional.of("the pod's proof can't be read");
    }
    if (!matches(bound(pod, occasion.namespace(), parts[0], seconds), parts[2])) {
      return Optional.of("the pod's sidecar is not as the webhook rendered it");
    }
    return Duration.between(Instant.ofEpochSecond(seconds), created(pod)).abs().compareTo(MAX_SKEW)
            > 0
        ? Optional.of(
            "the pod's proof is of another time than the pod; if it is new, the clocks of the API"
                + " server and the operator differ")
        : Optional.empty();
  }

  private Optional<String> unprovenBare(JsonNode pod, Occasion occasion, String claimed) {
    if (!matches(bare(pod, occasion.namespace()), claimed)) {
      return Optional.of("the pod's sidecar is not as the webhook rendered it");
    }
    return created(pod).isBefore(bareUntil)
        ? Optional.empty()
        : Optional.of("the pod's proof is that of an earlier version; create the pod again");
  }

  /** When the API server created the pod; now while it has not yet said so. */
  private Instant created(JsonNode pod) {
    try {
      return Instant.parse(pod.path("metadata").path("creationTimestamp").asText());
    } catch (DateTimeException e) {
      return clock.instant();
    }
  }

  private static String form(Occasion occasion) {
    return occasion.dryRun() ? DRY_RUN_FORM : FORM;
  }

  private String bound(JsonNode pod, String namespace, String form, long seconds) {
    var sealed = sealed(pod, namespace).put("form", form).put("seconds", seconds);
    var generated = pod.path("metadata").path("generateName").asText();
    // A generated name does not exist yet when the webhook signs.
    sealed.put("generateName", generated);
    sealed.put("name", generated.isEmpty() ? pod.path("metadata").path("name").asText() : "");
    sealed.set("shared", SealedParts.shared(pod));
    return mac(sealed);
  }

  private String bare(JsonNode pod, String namespace) {
    return mac(sealed(pod, namespace));
  }

  private static ObjectNode sealed(JsonNode pod, String namespace) {
    var account = pod.path("spec").path("serviceAccountName").asText();
    var sealed =
        JsonNodeFactory.instance
            .objectNode()
            .put("namespace", namespace)
            .put("serviceAccountName", account.isEmpty() ? "default" : account);
    sealed.set("parts", SealedParts.of(pod));
    return sealed;
  }

  private String mac(ObjectNode sealed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      var text = CanonicalJson.text(sealed).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(mac.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }

  private static boolean matches(String right, String claimed) {
    return MessageDigest.isEqual(
        right.getBytes(StandardCharsets.UTF_8), claimed.getBytes(StandardCharsets.UTF_8));
  }
}
