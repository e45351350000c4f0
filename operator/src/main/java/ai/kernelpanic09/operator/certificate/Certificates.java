package ai.kernelpanic09.operator.certificate;

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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the CA, the trust in it and this replica's certificate as they should be, one {@link #tick}
 * at a time.
 *
 * <p>Its order is what keeps a rotation without gap: a CA signs only after all have been told to
 * trust it, and is trusted until nothing that it signed is left.
 */
public final class Certificates implements MeterBinder {

  private static final int MAX_STEPS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final CertificateAuthority authority;
  private final CaBundle bundle;
  private final ServingCertificate serving;
  private final ProofKey proofKey;
  private final InstantSource clock;

  /**
   * Does nothing yet: the API server is asked by the first call that needs it.
   *
   * @param namespace the operator's own
   * @param admission whether there are webhook configurations that need the CA
   */
  public Certificates(
      KubernetesClient client,
      String namespace,
      boolean admission,
      ServingNames names,
      InstantSource clock) {
    var random = new SecureRandom();
    var issuer = new CertificateIssuer(random);
    this.authority = new CertificateAuthority(client, namespace, issuer);
    this.bundle = new CaBundle(client, admission ? new WebhookConfigurations(client) : null);
    this.serving = new ServingCertificate(issuer, names);
    this.proofKey = new ProofKey(client, namespace, random);
    this.clock = clock;
  }

  /** {@link #tick} now; what it would throw is logged, so that other duties go on beside it. */
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
   * Does what is due; to be called every minute, on a thread that may block.
   *
   * <p>When it throws, the CA that was known before goes on to sign, and the next call tries again.
   *
   * @throws CaUnusableException when the CA's Secret has to be repaired by a person
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
      authority.known().ifPresent(state -> serving.tick(now, state.current()));
    }
  }

  /**
   * Whether all calls of admission trust the CA that signs, as of the last {@link #tick}; always
   * where there is no admission.
   */
  public boolean isTrusted() {
    return authority.known().filter(ca -> bundle.isLive(ca.current().certificate())).isPresent();
  }

  /**
   * Puts the CA's certificates into ConfigMap {@code k8s-ai-ca} of a namespace, if they aren't
   * there; from then on every {@link #tick} keeps them current.
   *
   * @throws IllegalStateException before the first {@link #tick} that reached the API server
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  public void publishTo(String namespace) {
    bundle.publishTo(namespace);
  }

  /**
   * What a server presents now; the first call ticks.
   *
   * @throws CaUnusableException when there is no certificate, because of the CA's Secret
   * @throws KubernetesClientException when there is none, because of the API server
   */
  public ServerSSLOptions serverOptions() {
    requireCertificate();
    return new ServerSSLOptions().setKeyCertOptions(serving.options());
  }

  /**
   * Tells a server about each new certificate, at ticks and on their thread, of the present one
   * first; a server that fails to take it serves the one before, and is told again a tick later.
   */
  public void onRenewal(Function<ServerSSLOptions, Future<Boolean>> server) {
    serving.onRenewal(options -> server.apply(new ServerSSLOptions().setKeyCertOptions(options)));
  }

  /** When the certificate of this replica ends; the start of time before there is one. */
  public Instant notAfter() {
    return serving.expiresAt().orElse(Instant.EPOCH);
  }

  /** When the CA that signs ends; the start of time before there is one. */
  public Instant authorityNotAfter() {
    return authority.known().map(ca -> ca.current().notAfter()).orElse(Instant.EPOCH);
  }

  /** All certificates by which clients shall know this operator, in PEM; the first call ticks. */
  public String authorityPem() {
    requireCertificate();
    return Pem.of(authority.known().orElseThrow().trusted());
  }

  /**
   * The key by which the webhook signs sidecars; all replicas have the same.
   *
   * @throws IllegalStateException when its Secret has to be repaired by a person
   */
  public byte[] proofKey() {
    return proofKey.read();
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
