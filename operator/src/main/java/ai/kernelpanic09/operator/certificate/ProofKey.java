package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Keeps the key by which the webhook signs sidecars in a Secret, which the first replica creates.
 */
final class ProofKey {

  static final String SECRET = "k8s-ai-proof-key";

  private static final String KEY = "key";
  private static final int OCTETS = 32;

  private final KubernetesClient client;
  private final String namespace;
  private final SecureRandom random;

  ProofKey(KubernetesClient client, String namespace, SecureRandom random) {
    this.client = client;
    this.namespace = namespace;
    this.random = random;
  }

  /**
   * Reads the key, or creates it where there is none.
   *
   * @throws IllegalStateException when the Secret exists but holds no key of 32 octets: replacing
   *     it would disown every running sidecar
   */
  byte[] read() {
    var found = client.secrets().inNamespace(namespace).withName(SECRET).get();
    return key(found == null ? create() : found);
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
