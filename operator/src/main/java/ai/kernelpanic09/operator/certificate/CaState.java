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
 * The CA and where its rotation stands: a next one is announced, then signs while the last one is
 * still trusted, until no certificate of that is left.
 *
 * @param current signs
 * @param next is trusted already, but doesn't sign yet; null when none is announced
 * @param retired are trusted still, but sign no more
 * @param signingSince when {@code current} began to sign; null when that is not known
 */
record CaState(
    KeyedCertificate current,
    @Nullable KeyedCertificate next,
    List<X509Certificate> retired,
    @Nullable Instant signingSince) {

  /**
   * Two years, of which only the first is used: so rotation is exercised once a year, a cluster
   * that was switched off for a year comes back without a gap, and a lost key ends in bounded time.
   */
  static final Duration LIFE = Duration.ofDays(730);

  private static final Duration ROTATED_BEFORE_END = Duration.ofDays(365);

  /**
   * How long the next CA is trusted before it signs: sidecars see a changed ConfigMap after a few
   * minutes; an hour also covers a reconciler's retries.
   */
  static final Duration SETTLING = Duration.ofHours(1);

  /** When all certificates of the last CA are renewed or expired, and slow clocks past that too. */
  static final Duration TRUSTED_AFTER = ServingCertificate.LIFE.plusDays(1);

  CaState {
    retired = List.copyOf(retired);
  }

  static CaState of(KeyedCertificate first, Instant now) {
    return new CaState(first, null, List.of(), now);
  }

  /** All that clients shall trust. */
  List<X509Certificate> trusted() {
    return Stream.of(
            Stream.of(current.certificate()),
            next == null ? Stream.<X509Certificate>empty() : Stream.of(next.certificate()),
            retired.stream())
        .flatMap(each -> each)
        .toList();
  }

  /** This state with a next CA, for which {@code authority} is asked if there is none yet. */
  CaState announcing(Supplier<KeyedCertificate> authority) {
    return next != null ? this : new CaState(current, authority.get(), retired, signingSince);
  }

  /**
   * The state one step further, or this one if nothing is due.
   *
   * @param seenByApiServer whether admission is called with trust in that CA
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

  /** After the current one's end there is no gap left to avoid. */
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
