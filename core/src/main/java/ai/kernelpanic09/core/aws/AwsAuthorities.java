package ai.kernelpanic09.core.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The CAs that may prove AWS's endpoints beside those that the JVM trusts, such as that of a proxy
 * on the way to AWS.
 */
public final class AwsAuthorities {

  /** Only what the JVM trusts. */
  public static final AwsAuthorities NONE = new AwsAuthorities("", List.of());

  /** A variable of a pod holds them, and every labelled pod carries them. */
  private static final int MAX_CHARACTERS = 32 << 10;

  private final String pem;
  private final List<X509Certificate> certificates;

  private AwsAuthorities(String pem, List<X509Certificate> certificates) {
    this.pem = pem;
    this.certificates = certificates;
  }

  /**
   * Reads certificates in PEM; a blank text has none.
   *
   * @throws IllegalArgumentException for anything else, without a word of it: it may be a key
   */
  public static AwsAuthorities of(String pem) {
    if (pem.isBlank()) {
      return NONE;
    }
    if (pem.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException("more than " + MAX_CHARACTERS + " characters");
    }
    try {
      var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
      var certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(bytes).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new IllegalArgumentException("no certificates");
      }
      return new AwsAuthorities(pem.strip() + "\n", certificates);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("no certificates in PEM");
    }
  }

  public boolean isEmpty() {
    return certificates.isEmpty();
  }

  /** How many there are, for the log. */
  @Override
  public String toString() {
    return certificates.size() + " certificates";
  }

  /** The text that they were read from; empty if there are none. */
  public String pem() {
    return pem;
  }

  /** What trusts them and all that the JVM trusts. */
  public TrustManager[] trustManagers() {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      var all = new ArrayList<>(certificates);
      all.addAll(ofTheJvm());
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry("ca-" + i, all.get(i));
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the trusted certificates can't be put together", e);
    }
  }

  private static List<X509Certificate> ofTheJvm() throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .flatMap(each -> Arrays.stream(each.getAcceptedIssuers()))
        .toList();
  }
}
