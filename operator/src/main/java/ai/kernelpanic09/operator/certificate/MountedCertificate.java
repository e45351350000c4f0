package ai.kernelpanic09.operator.certificate;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that somebody else issues and renews, such as cert-manager: files {@code tls.crt}
 * and {@code tls.key} of a folder, as a mounted Secret of type {@code kubernetes.io/tls} has them.
 *
 * <p>The kubelet puts both in place at once, but two reads may still meet two versions. So a
 * certificate is taken only with its own key, and until then the last one is served on.
 */
public final class MountedCertificate implements RenewedCertificate, MeterBinder {

  private static final Logger LOG = LoggerFactory.getLogger(MountedCertificate.class);

  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";

  /** More than a Secret can hold. */
  private static final int MAX_BYTES = 2 << 20;

  private static final int DNS_NAME = 2;

  private final Path folder;
  private final String host;
  private final RenewalOffers<Mounted> offers = new RenewalOffers<>(Mounted::options);
  private volatile @Nullable Mounted last;

  private record Mounted(KeyedCertificate leaf, String chainPem, String keyPem) {

    PemKeyCertOptions options() {
      return new PemKeyCertOptions()
          .setCertValue(Buffer.buffer(chainPem))
          .setKeyValue(Buffer.buffer(keyPem));
    }

    /** Names the certificate, never the key. */
    @Override
    public String toString() {
      return leaf.toString();
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param host the DNS name by which clients know the server
   */
  public MountedCertificate(Path folder, String host) {
    this.folder = folder;
    this.host = host;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException naming the file and its fault
   */
  @Override
  public ServerSSLOptions serverOptions() {
    var present = last;
    if (present == null) {
      try {
        present = read();
      } catch (IOException | GeneralSecurityException e) {
        throw new IllegalStateException("the certificate of admission: " + e.getMessage(), e);
      }
      last = present;
    }
    return new ServerSSLOptions().setKeyCertOptions(present.options());
  }

  @Override
  public void onRenewal(Function<ServerSSLOptions, Future<Boolean>> server) {
    offers.add(options -> server.apply(new ServerSSLOptions().setKeyCertOptions(options)));
  }

  @Override
  public Instant notAfter() {
    var present = last;
    return present == null ? Instant.EPOCH : present.leaf().notAfter();
  }

  /** Reads the files again, on a thread that may block. What can't be taken is logged. */
  public synchronized void maintain() {
    try {
      var found = read();
      if (!found.equals(last)) {
        last = found;
        LOG.info("event=certificate_mounted notAfter={}", found.leaf().notAfter());
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("event=certificate_unusable problem=\"{}\"", e.getMessage());
    }
    var present = last;
    if (present != null) {
      offers.offer(present);
    }
  }

  /** Shows when the certificate ends. */
  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(
            "k8s_ai_operator_admission_certificate_expiry_seconds",
            () -> notAfter().getEpochSecond())
        .description(
            "When admission's mounted certificate ends, in seconds since the epoch; 0 for none")
        .register(registry);
  }

  private Mounted read() throws IOException, GeneralSecurityException {
    var chainPem = text(CERTIFICATE);
    var keyPem = text(KEY);
    X509Certificate leaf;
    try {
      leaf = Pem.certificates(chainPem).getFirst();
    } catch (CertificateException e) {
      throw new CertificateException(folder.resolve(CERTIFICATE) + ": " + e.getMessage(), e);
    }
    requireHost(leaf);
    try {
      var keyed = new KeyedCertificate(leaf, Pem.key(keyPem, leaf.getPublicKey().getAlgorithm()));
      keyed.requireMatch();
      return new Mounted(keyed, chainPem, keyPem);
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(folder.resolve(KEY) + ": " + e.getMessage(), e);
    }
  }

  private String text(String name) throws IOException {
    var file = folder.resolve(name);
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MAX_BYTES);
      return new String(bytes, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new IOException(file + " can't be read: mount the Secret of the certificate there", e);
    }
  }

  /** The API server refuses a certificate for other names only at the first admission. */
  private void requireHost(X509Certificate leaf) throws CertificateException {
    Collection<List<?>> names =
        Objects.requireNonNullElse(leaf.getSubjectAlternativeNames(), List.of());
    var dns =
        names.stream()
            .filter(each -> each.getFirst().equals(DNS_NAME))
            .map(each -> String.valueOf(each.get(1)))
            .toList();
    if (dns.stream().noneMatch(this::covers)) {
      throw new CertificateException(
          "%s is for %s: the API server calls %s, so name it among the certificate's dnsNames"
              .formatted(folder.resolve(CERTIFICATE), dns, host));
    }
  }

  private boolean covers(String name) {
    return name.equalsIgnoreCase(host)
        || (name.startsWith("*.")
            && host.substring(host.indexOf('.')).equalsIgnoreCase(name.substring(1)));
  }
}
