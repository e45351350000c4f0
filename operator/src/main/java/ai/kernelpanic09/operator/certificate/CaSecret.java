package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Keys;
import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the state of the CA to its Secret, and reads it. */
final class CaSecret {

  static final String SIGNING_SINCE = Keys.GROUP + "/ca-signing-since";

  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String NEXT_CERTIFICATE = "next.crt";
  private static final String NEXT_KEY = "next.key";
  private static final String LINKS = "links.crt";

  /** The Secret {@code existing} with the state in it; its other entries stay. */
  static Secret of(CaState state, Secret existing) {
    var data = new HashMap<String, String>();
    if (existing.getData() != null) {
      data.putAll(existing.getData());
    }
    data.put(CERTIFICATE, base64(state.current().certificatePem()));
    data.put(KEY, base64(state.current().keyPem()));
    data.put(Names.CA_KEY, base64(Pem.of(state.trusted())));
    var next = state.next();
    if (next == null) {
      data.remove(NEXT_CERTIFICATE);
      data.remove(NEXT_KEY);
    } else {
      data.put(NEXT_CERTIFICATE, base64(next.certificatePem()));
      data.put(NEXT_KEY, base64(next.keyPem()));
    }
    if (state.links().isEmpty()) {
      data.remove(LINKS);
    } else {
      data.put(LINKS, base64(Pem.of(state.links())));
    }
    var builder = new SecretBuilder(existing).withData(data);
    var since = state.signingSince();
    return since == null
        ? builder.editMetadata().removeFromAnnotations(SIGNING_SINCE).endMetadata().build()
        : builder
            .editMetadata()
            .addToAnnotations(SIGNING_SINCE, since.toString())
            .endMetadata()
            .build();
  }

  /** A Secret without a state, not created yet. */
  static Secret empty(String namespace) {
    return new SecretBuilder()
        .withType("kubernetes.io/tls")
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(Names.CA)
        .addToLabels(CaBundle.MANAGED_BY, Names.OPERATOR)
        .endMetadata()
        .build();
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws CaUnusableException when an entry is missing or unreadable, or contradicts another one
   */
  static CaState read(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    try {
      var current = keyed(data, CERTIFICATE, KEY);
      var next =
          data.containsKey(NEXT_CERTIFICATE) || data.containsKey(NEXT_KEY)
              ? keyed(data, NEXT_CERTIFICATE, NEXT_KEY)
              : null;
      var trusted = certificates(data, Names.CA_KEY);
      requireTrusted(trusted, current, CERTIFICATE);
      if (next != null) {
        requireTrusted(trusted, next, NEXT_CERTIFICATE);
      }
      var retired =
          trusted.stream()
              .filter(each -> !each.equals(current.certificate()))
              .filter(each -> next == null || !each.equals(next.certificate()))
              .toList();
      var links = data.containsKey(LINKS) ? certificates(data, LINKS) : List.<X509Certificate>of();
      return new CaState(current, next, retired, links, signingSince(secret));
    } catch (GeneralSecurityException e) {
      var metadata = secret.getMetadata();
      throw new CaUnusableException(
          metadata.getNamespace(), metadata.getName(), String.valueOf(e.getMessage()));
    }
  }

  private static KeyedCertificate keyed(
      Map<String, String> data, String certificateKey, String keyKey)
      throws GeneralSecurityException {
    var certificates = certificates(data, certificateKey);
    var certificate = certificates.getFirst();
    if (certificates.size() != 1 || certificate.getBasicConstraints() < 0) {
      throw new CertificateException(certificateKey + " is not the certificate of one CA");
    }
    try {
      var keyed = new KeyedCertificate(certificate, Pem.key(text(data, keyKey)));
      keyed.requireMatch();
      return keyed;
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(
          "%s does not fit %s: %s".formatted(keyKey, certificateKey, e.getMessage()), e);
    }
  }

  private static void requireTrusted(List<X509Certificate> trusted, KeyedCertificate ca, String key)
      throws CertificateException {
    if (!trusted.contains(ca.certificate())) {
      throw new CertificateException(Names.CA_KEY + " lacks the certificate in " + key);
    }
  }

  private static List<X509Certificate> certificates(Map<String, String> data, String key)
      throws CertificateException {
    try {
      return Pem.certificates(text(data, key));
    } catch (CertificateException e) {
      throw new CertificateException(key + " can't be read: " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, String> data, String key) throws CertificateException {
    var value = data.get(key);
    if (value == null) {
      throw new CertificateException("it has no key " + key);
    }
    return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
  }

  /** Null is safe: retired CAs are then trusted until they expire. */
  private static @Nullable Instant signingSince(Secret secret) {
    var annotations = secret.getMetadata().getAnnotations();
    var text = annotations == null ? null : annotations.get(SIGNING_SINCE);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private CaSecret() {}
}
