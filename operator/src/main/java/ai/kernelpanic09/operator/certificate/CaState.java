package ai.kernelpanic09.operator.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The CA and the state of its rotation: a next CA is announced, then it signs while the former one
 * stays trusted until all of its certificates have expired. DESIGN.md beside this class shows the
 * states.
 *
 * @param current the CA that signs
 * @param next a CA that is trusted already, but doesn't sign yet; null when none is announced
 * @param retired former CAs, trusted still
 * @param links the key of each later CA, certified by the one before it; by them, clients that know
 *     only a former CA follow
 * @param signingSince when {@code current} began to sign; null when unknown
 */
record CaState(
    KeyedCertificate current,
    @Nullable KeyedCertificate next,
    List<X509Certificate> retired,
    List<X509Certificate> links,
    @Nullable Instant signingSince) {

  /** Creates what a rotation needs. */
  interface Authorities {

    /** A new CA. */
    KeyedCertificate create();

    /** The key of the CA {@code to}, certified by the CA {@code from}. */
    X509Certificate link(KeyedCertificate from, KeyedCertificate to);
  }

  /**
   * Two years, of which a CA signs in the first only: rotation is exercised once a year, a cluster
   * that was switched off for a year comes back without a gap, and a stolen key is worthless in
   * bounded time.
   */
  static final Duration LIFE = Duration.ofDays(730);

  private static final Duration ROTATED_BEFORE_END = Duration.ofDays(365);

  /**
   * How long the next CA is trusted before it signs. Sidecars see a changed ConfigMap after a few
   * minutes; an hour also covers retries while the API server is away.
   */
  static final Duration SETTLING = Duration.ofHours(1);

  /**
   * How long a retired CA stays trusted: until all of its certificates have expired, and a day for
   * slow clocks.
   */
  static final Duration TRUSTED_AFTER = ServingCertificate.LIFE.plusDays(1);

  CaState {
    retired = List.copyOf(retired);
    links = List.copyOf(links);
  }

  static CaState of(KeyedCertificate first, Instant now) {
    return new CaState(first, null, List.of(), List.of(), now);
  }

  /** All CAs that clients must trust. */
  List<X509Certificate> trusted() {
    return Stream.of(
            Stream.of(current.certificate()),
            next == null ? Stream.<X509Certificate>empty() : Stream.of(next.certificate()),
            retired.stream())
        .flatMap(each -> each)
        .toList();
  }

  /**
   * The certificates that lead from the CA that signs back to former ones, nearest first: a server
   * sends them with its own.
   */
  List<X509Certificate> chain() {
    var key = current.certificate().getPublicKey();
    var own = links.stream().filter(each -> each.getPublicKey().equals(key)).findFirst();
    return own.isEmpty()
        ? List.of()
        : links.stream()
            .filter(each -> !start(each).isAfter(start(own.get())))
            .sorted(Comparator.comparing(CaState::start).reversed())
            .toList();
  }

  /** This state with a next CA, which {@code authorities} create if none is announced yet. */
  CaState announcing(Authorities authorities) {
    return next != null
        ? this
        : new CaState(current, authorities.create(), retired, links, signingSince)
            .linked(authorities);
  }

  /** This state with the link from the CA that signs to the next one. */
  private CaState linked(Authorities authorities) {
    if (next == null || isLinked(next)) {
      return this;
    }
    var all = Stream.concat(links.stream(), Stream.of(authorities.link(current, next))).toList();
    return new CaState(current, next, retired, all, signingSince);
  }

  private boolean isLinked(KeyedCertificate authority) {
    var key = authority.certificate().getPublicKey();
    return links.stream().anyMatch(each -> each.getPublicKey().equals(key));
  }

  /**
   * The next state, or this one if nothing is due.
   *
   * @param seenByApiServer whether the API server trusts a CA when it calls the webhooks
   */
  CaState advanced(
      Instant now, Predicate<X509Certificate> seenByApiServer, Authorities authorities) {
    if (next != null) {
      // An earlier version announces without a link.
      return mayReplace(next, now, seenByApiServer)
          ? linked(authorities).replacedBy(next, now)
          : linked(authorities);
    }
    var valid = links.stream().filter(each -> now.isBefore(end(each))).toList();
    if (!now.isBefore(current.notAfter().minus(ROTATED_BEFORE_END))) {
      return new CaState(current, null, retired, valid, signingSince).announcing(authorities);
    }
    var kept = retired.stream().filter(each -> stillTrusted(each, now)).toList();
    return kept.equals(retired) && valid.equals(links)
        ? this
        : new CaState(current, null, kept, valid, signingSince);
  }

  /**
   * Whether the next CA may sign. An expired CA is replaced at once: waiting would only lengthen
   * the gap.
   */
  private boolean mayReplace(
      KeyedCertificate successor, Instant now, Predicate<X509Certificate> seenByApiServer) {
    var announced = successor.notBefore().plus(CertificateIssuer.BACKDATE);
    return current.expired(now)
        || (!now.isBefore(announced.plus(SETTLING))
            && seenByApiServer.test(successor.certificate()));
  }

  private CaState replacedBy(KeyedCertificate successor, Instant now) {
    var old = Stream.concat(Stream.of(current.certificate()), retired.stream()).toList();
    return new CaState(successor, null, old, links, now);
  }

  private boolean stillTrusted(X509Certificate old, Instant now) {
    return now.isBefore(end(old))
        && (signingSince == null || now.isBefore(signingSince.plus(TRUSTED_AFTER)));
  }

  private static Instant start(X509Certificate certificate) {
    return certificate.getNotBefore().toInstant();
  }

  private static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }
}
