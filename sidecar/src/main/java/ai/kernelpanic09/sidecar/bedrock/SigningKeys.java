package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that sign requests until they expire; kept in memory only. Owned by the event
 * loop.
 */
public final class SigningKeys {

  private final SessionCredentials session;
  private final long expiresNanos;
  private final Instant expires;
  private @Nullable DayKey dayKey;

  private SigningKeys(SessionCredentials session, long expiresNanos, Instant expires) {
    this.session = session;
    this.expiresNanos = expiresNanos;
    this.expires = expires;
  }

  /**
   * The keys of a session that the operator sent in answer to a sync of {@code sentNanos}, on the
   * process's monotonic clock. Their lifetime counts from then, which is early rather than late.
   *
   * @param sent the same moment by the wall clock, which goes on while the machine sleeps
   */
  public static SigningKeys of(SessionCredentials session, long sentNanos, Instant sent) {
    return new SigningKeys(
        session,
        sentNanos + TimeUnit.MILLISECONDS.toNanos(session.expiresInMillis()),
        sent.plusMillis(session.expiresInMillis()));
  }

  /** The operator's id of the session. */
  public String id() {
    return session.id();
  }

  String accessKeyId() {
    return session.accessKeyId();
  }

  /** Empty where the keys are not those of a session. */
  String sessionToken() {
    return session.sessionToken();
  }

  /** What they sign with on a day in a region. */
  DayKey of(String day, String region) {
    var known = dayKey;
    if (known == null || !known.isOf(day, region)) {
      known = DayKey.derive(session.secretAccessKey(), day, region);
      dayKey = known;
    }
    return known;
  }

  /** Whether they have not expired, by either clock. */
  public boolean areValid(long nowNanos, Instant now) {
    return expiresNanos - nowNanos > 0 && expires.isAfter(now);
  }

  /** Hides the keys. */
  @Override
  public String toString() {
    return "SigningKeys[id=" + id() + "]";
  }
}
