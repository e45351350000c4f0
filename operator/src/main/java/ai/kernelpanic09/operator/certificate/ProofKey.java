package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/**
 * Keeps the key by which the webhook signs sidecars in a Secret, which the first replica creates;
 * and until when pods may have been created whose proof is of the first form, without their name.
 */
final class ProofKey {

  static final String SECRET = "k8s-ai-proof-key";

  static final String BARE_UNTIL = Keys.GROUP + "/bare-proofs-until";

  private static final String KEY = "key";

  /** Replicas of the earlier version go on signing while an upgrade is rolled out. */
  private static final Duration ROLLOUT = Duration.ofHours(1);

  private static final int OCTETS = 32;

  private final KubernetesClient client;
  private final String namespace;
  private final SecureRandom random;
  private final InstantSource clock;

  ProofKey(KubernetesClient client, String namespace, SecureRandom random, InstantSource clock) {
    this.client = client;
    this.namespace = namespace;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Reads the key, or creates it where there is none.
   *
   * @throws IllegalStateException when the Secret exists but holds no key of 32 octets: replacing
   *     it would disown every running sidecar
   */
  byte[] read() {
    return key(secret());
  }

  /**
   * The time from which every pod's proof names the pod: that of the installation, or soon after
   * the upgrade from a version whose proofs did not. The first call after an upgrade sets it.
   */
  Instant bareUntil() {
    var found = secret();
    var annotations = found.getMetadata().getAnnotations();
    var text = annotations == null ? null : annotations.get(BARE_UNTIL);
    if (text == null) {
      var until = clock.instant().plus(ROLLOUT);
      annotate(until);
      return until;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private void annotate(Instant until) {
    client
        .secrets()
        .inNamespace(namespace)
        .withName(SECRET)
        .edit(
            found ->
                new SecretBuilder(found)
                    .editMetadata()
                    .addToAnnotations(BARE_UNTIL, until.toString())
                    .endMetadata()
                    .build());
  }

  private Secret secret() {
    var found = client.secrets().inNamespace(namespace).withName(SECRET).get();
    return found == null ? create() : found;
  }

  private Secret create() {
    var bytes = new byte[OCTETS];
    random.nextBytes(bytes);
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(SECRET)
            .addToLabels(CaBundle.MANAGED_BY, Names.OPERATOR)
            .addToAnnotations(BARE_UNTIL, clock.instant().toString())
            .endMetadata()
            .addToData(KEY, Base64.getEncoder().encodeToString(bytes))
            .build();
    try {
      return client.secrets().inNamespace(namespace).resource(secret).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      return client.secrets().inNamespace(namespace).withName(SECRET).require();
    }
  }

  private byte[] key(Secret secret) {
    var text = secret.getData() == null ? null : secret.getData().get(KEY);
    var key = text == null ? new byte[0] : Base64.getDecoder().decode(text);
    if (key.length != OCTETS) {
      throw new IllegalStateException(
          "Secret %s/%s has no entry %s of %d octets".formatted(namespace, SECRET, KEY, OCTETS));
    }
    return key;
  }
}
