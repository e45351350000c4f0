package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate of this replica's servers, whose key is in memory only. */
final class ServingCertificate {

  static final Duration LIFE = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(ServingCertificate.class);

  private final CertificateIssuer issuer;
  private final ServingNames names;
  private final RenewalOffers<Issued> offers = new RenewalOffers<>(Issued::options);
  private volatile @Nullable Issued issued;

  private record Issued(
      KeyedCertificate leaf, X509Certificate authority, List<X509Certificate> chain) {

    PemKeyCertOptions options() {
      return new PemKeyCertOptions()
          .setCertValue(Buffer.buffer(leaf.certificatePem() + Pem.of(chain)))
          .setKeyValue(Buffer.buffer(leaf.keyPem()));
    }
  }

  ServingCertificate(CertificateIssuer issuer, ServingNames names) {
    this.issuer = issuer;
    this.names = names;
  }

  /**
   * The certificate and key, as a server takes them.
   *
   * @throws IllegalStateException before the first tick that succeeded
   */
  PemKeyCertOptions options() {
    var last = issued;
    if (last == null) {
      throw new IllegalStateException("there is no certificate before the first tick");
    }
    return last.options();
  }

  /**
   * Offers each new certificate to a server, at ticks and on their thread.
   *
   * <p>The next tick offers the present one, so that a renewal between {@link #options} and this
   * call isn't missed. A server that throws, or whose future fails, is offered the certificate
   * again at the next tick.
   */
  void onRenewal(Function<PemKeyCertOptions, Future<Boolean>> server) {
    offers.add(server);
  }

  /** The end of the certificate; empty before there is one. */
  Optional<Instant> expiresAt() {
    return Optional.ofNullable(issued).map(each -> each.leaf().notAfter());
  }

  /**
   * Renews the certificate after two thirds of its life, or when another CA signs.
   *
   * @param chain sent with the certificate, for clients that know only a former CA
   */
  synchronized void tick(Instant now, KeyedCertificate authority, List<X509Certificate> chain) {
    var last = issued;
    if (last == null || isDue(last, authority, now)) {
      last =
          new Issued(
              issuer.leaf(authority, Names.OPERATOR, names, now, LIFE),
              authority.certificate(),
              chain);
      issued = last;
      LOG.info("event=certificate_issued notAfter={}", last.leaf().notAfter());
    }
    offers.offer(last);
  }

  private static boolean isDue(Issued last, KeyedCertificate authority, Instant now) {
    var leaf = last.leaf();
    var life = Duration.between(leaf.notBefore(), leaf.notAfter());
    return !last.authority().equals(authority.certificate())
        || now.isBefore(leaf.notBefore())
        || !now.isBefore(leaf.notBefore().plus(life.multipliedBy(2).dividedBy(3)));
  }
}
