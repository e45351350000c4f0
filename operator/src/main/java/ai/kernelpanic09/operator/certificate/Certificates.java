package ai.kernelpanic09.operator.certificate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Future;
import io.vertx.core.net.ServerSSLOptions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maintains the CA, the clients' trust in it, and this replica's certificate, by one {@link #tick}
 * after another.
 *
 * <p>A rotation leaves no gap: a CA signs only after clients have learned to trust it, and it stays
 * trusted until all of its certificates have expired.
 */
public final class Certificates implements RenewedCertificate, MeterBinder {

  private static final int MAX_STEPS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final CertificateAuthority authority;
  private final CaBundle bundle;
  private final ServingCertificate serving;
  private final ProofKey proofKey;
  private final InstantSource clock;

  /**
   * Sends no request yet: the first call that needs the API server does.
   *
   * @param namespace the operator's own
   * @param admission whether the CA belongs in webhook configurations
   * @param caReplaced told of each ConfigMap with the CA that somebody else had written, as it was
   */
  public Certificates(
      KubernetesClient client,
      String namespace,
      boolean admission,
      ServingNames names,
      Consumer<ConfigMap> caReplaced,
      InstantSource clock) {
    var random = new SecureRandom();
    var issuer = new CertificateIssuer(random);
    this.authority = new CertificateAuthority(client, namespace, issuer);
    this.bundle =
        new CaBundle(client, admission ? new WebhookConfigurations(client) : null, caReplaced);
    this.serving = new ServingCertificate(issuer, names);
    this.proofKey = new ProofKey(client, namespace, random, clock);
    this.clock = clock;
  }

  /** Calls {@link #tick} and logs its exceptions, so that they stop no other duty. */
  public void maintain() {
    try {
      tick(clock.instant());
    } catch (CaUnusableException e) {
      LOG.warn("event=ca_unusable problem=\"{}\"", e.getMessage());
    } catch (KubernetesClientException e) {
      LOG.warn("event=ca_maintenance_failed code={}", e.getCode());
    }
  }

  /**
   * Does what is due; to be called every minute at least, on a thread that may block.
   *
   * <p>When it throws, the CA as last read goes on signing, and the next call tries again.
   *
   * @throws CaUnusableException when a person has to repair the CA's Secret
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  public synchronized void tick(Instant now) {
    try {
      var state = authority.load(now);
      bundle.publish(state.trusted());
      for (var step = 0; step < MAX_STEPS; step++) {
        var advanced = authority.advance(now, bundle::isLive);
        if (advanced.equals(state)) {
          break;
        }
        state = advanced;
        bundle.publish(state.trusted());
      }
    } finally {
      authority.known().ifPresent(state -> serving.tick(now, state.current(), state.chain()));
    }
  }

  /**
   * Whether every webhook trusts the CA that signs, as of the last {@link #tick}; without
   * admission, whether there is a CA.
   */
  public boolean isTrusted() {
    return authority.known().filter(ca -> bundle.isLive(ca.current().certificate())).isPresent();
  }

  /**
   * Publishes the trusted CAs in ConfigMap {@code k8s-ai-ca} of a namespace; from then on every
   * {@link #tick} keeps it current.
   *
   * @throws IllegalStateException before the first {@link #tick} that reached the API server
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  public void publishTo(String namespace) {
    bundle.publishTo(namespace);
  }

  /**
   * The options of a server with this replica's certificate; the first call ticks.
   *
   * @throws CaUnusableException when there is no certificate, because of the CA's Secret
   * @throws KubernetesClientException when there is none, because of the API server
   */
  @Override
  public ServerSSLOptions serverOptions() {
    requireCertificate();
    return new ServerSSLOptions().setKeyCertOptions(serving.options());
  }

  /**
   * Offers each new certificate to a server, and the present one first, at ticks and on their
   * thread. A server that fails to take a new one keeps its old one, and is offered the new one
   * again at the next tick.
   *
   * @param server takes the options; its future fails if the server did not take them
   */
  @Override
  public void onRenewal(Function<ServerSSLOptions, Future<Boolean>> server) {
    serving.onRenewal(options -> server.apply(new ServerSSLOptions().setKeyCertOptions(options)));
  }

  /** The end of this replica's certificate; {@link Instant#EPOCH} before there is one. */
  @Override
  public Instant notAfter() {
    return serving.expiresAt().orElse(Instant.EPOCH);
  }

  /** The end of the CA that signs; {@link Instant#EPOCH} before there is one. */
  public Instant authorityNotAfter() {
    return authority.known().map(ca -> ca.current().notAfter()).orElse(Instant.EPOCH);
  }

  /** All CAs that clients of this operator must trust, in PEM; the first call ticks. */
  public String authorityPem() {
    requireCertificate();
    return Pem.of(authority.known().orElseThrow().trusted());
  }

  /**
   * The key by which the webhook signs sidecars; all replicas share it.
   *
   * @throws IllegalStateException when a person has to repair its Secret
   */
  public byte[] proofKey() {
    return proofKey.read();
  }

  /**
   * Until when pods may have been created whose proof is of the first form, which names neither pod
   * nor time.
   *
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  public Instant bareProofsUntil() {
    return proofKey.bareUntil();
  }

  /** Shows when the certificate of this replica ends. */
  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("k8s_ai_operator_certificate_expiry_seconds", () -> notAfter().getEpochSecond())
        .description("When the serving certificate ends, in seconds since the epoch")
        .register(registry);
  }

  private void requireCertificate() {
    if (serving.expiresAt().isEmpty()) {
      tick(clock.instant());
    }
  }
}
