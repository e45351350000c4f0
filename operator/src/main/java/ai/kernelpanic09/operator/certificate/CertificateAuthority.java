package ai.kernelpanic09.operator.certificate;

import ai.kernelpanic09.api.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CA that all replicas share in one Secret: the first replica creates it, the others read it.
 */
final class CertificateAuthority {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private final KubernetesClient client;
  private final String namespace;
  private final CertificateIssuer issuer;
  private volatile @Nullable Stored stored;

  private record Stored(Secret secret, CaState state) {}

  CertificateAuthority(KubernetesClient client, String namespace, CertificateIssuer issuer) {
    this.client = client;
    this.namespace = namespace;
    this.issuer = issuer;
  }

  /** The state as last read or written; kept while the Secret can't be read. */
  Optional<CaState> known() {
    return Optional.ofNullable(stored).map(Stored::state);
  }

  /**
   * Reads the CA, or creates it where there is none.
   *
   * <p>A Secret that is deleted while operators run is created again, with a next CA announced:
   * deleting it asks for a rotation, and no client's trust breaks.
   *
   * @throws CaUnusableException when the Secret holds no usable CA
   * @throws KubernetesClientException when the API server doesn't answer or refuses
   */
  CaState load(Instant now) {
    return read(now).state();
  }

  /**
   * Takes the next step of the rotation, if one is due.
   *
   * @return the state afterwards; the other replica's if it wrote first
   */
  CaState advance(Instant now, Predicate<X509Certificate> seenByApiServer) {
    var last = stored;
    if (last == null) {
      return load(now);
    }
    var state = last.state().advanced(now, seenByApiServer, authorities(now));
    if (state.equals(last.state())) {
      return state;
    }
    try {
      var written = secrets(CaSecret.of(state, last.secret())).lockResourceVersion().update();
      stored = new Stored(written, state);
      LOG.info(
          "event=ca_rotated signing=\"{}\" next=\"{}\" trusted={}",
          state.current(),
          state.next(),
          state.trusted().size());
      return state;
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      return load(now);
    }
  }

  private Stored read(Instant now) {
    var secret = client.secrets().inNamespace(namespace).withName(Names.CA).get();
    var read = secret == null ? create(now) : new Stored(secret, CaSecret.read(secret));
    stored = read;
    return read;
  }

  private Stored create(Instant now) {
    var last = stored;
    var state =
        last == null
            ? CaState.of(authorities(now).create(), now)
            : last.state().announcing(authorities(now));
    try {
      var created = secrets(CaSecret.of(state, CaSecret.empty(namespace))).create();
      LOG.info(
          "event=ca_created secret={}/{} signing=\"{}\"", namespace, Names.CA, state.current());
      return new Stored(created, state);
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      var theirs = client.secrets().inNamespace(namespace).withName(Names.CA).require();
      return new Stored(theirs, CaSecret.read(theirs));
    }
  }

  private Resource<Secret> secrets(Secret secret) {
    return client.secrets().inNamespace(namespace).resource(secret);
  }

  private CaState.Authorities authorities(Instant now) {
    return new CaState.Authorities() {
      @Override
      public KeyedCertificate create() {
        return issuer.authority(Names.CA, now, CaState.LIFE);
      }

      @Override
      public X509Certificate link(KeyedCertificate from, KeyedCertificate to) {
        return issuer.link(from, to, now);
      }
    };
  }
}
