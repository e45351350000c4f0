package ai.kernelpanic09.operator.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
 * @param signingSince when {@code current} began to sign; null when unknown
 */
record CaState(
    KeyedCertificate current,
    @Nullable KeyedCertificate next,
    List<X509Certificate> retired,
    @Nullable Instant signingSince) {

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
  }

  static CaState of(KeyedCertificate first, Instant now) {
    return new CaState(first, null, List.of(), now);
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

  /** This state with a next CA, which {@code authority} creates if none is announced yet. */
  CaState announcing(Supplier<KeyedCertificate> authority) {
    return next != null ? this : new CaState(current, authority.get(), retired, signingSince);
  }

  /**
   * The next state, or this one if nothing is due.
   *
   * @param seenByApiServer whether the API server trusts a CA when it calls the webhooks
   * @param authority creates a CA
   */
  CaState advanced(
      Instant now,
      Predicate<X509Certificate> seenByApiServer,
      Supplier<KeyedCertificate> authority) {
    if (next != null) {
      return mayReplace(next, now, seenByApiServer) ? replacedBy(next, now) : this;
    }
    if (!now.isBefore(current.notAfter().minus(ROTATED_BEFORE_END))) {
      return announcing(authority);
    }
    var kept = retired.stream().filter(each -> stillTrusted(each, now)).toList();
    return kept.equals(retired) ? this : new CaState(current, null, kept, signingSince);
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
    return new CaState(successor, null, old, now);
  }

  private boolean stillTrusted(X509Certificate old, Instant now) {
    return now.isBefore(old.getNotAfter().toInstant())
        && (signingSince == null || now.isBefore(signingSince.plus(TRUSTED_AFTER)));
  }
}
