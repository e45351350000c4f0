package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The credentials that sign requests until they expire; kept in memory only.
 *
 * @param id the operator's id of the session
 * @param expiresNanos on the process's monotonic clock
 * @param expires by the wall clock, which goes on while the machine sleeps
 */
public record SigningKeys(
    String id, AwsCredentialsIdentity identity, long expiresNanos, Instant expires) {

  /**
   * The keys of a session that the operator sent in answer to a sync of {@code sentNanos}. Their
   * lifetime counts from then, which is early rather than late.
   *
   * @param sent the same moment by the wall clock
   */
  public static SigningKeys of(SessionCredentials session, long sentNanos, Instant sent) {
    var identity =
        session.sessionToken().isEmpty()
            ? AwsCredentialsIdentity.create(session.accessKeyId(), session.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    return new SigningKeys(
        session.id(),
        identity,
        sentNanos + TimeUnit.MILLISECONDS.toNanos(session.expiresInMillis()),
        sent.plusMillis(session.expiresInMillis()));
  }

  /** Whether they have not expired, by either clock. */
  public boolean areValid(long nowNanos, Instant now) {
    return expiresNanos - nowNanos > 0 && expires.isAfter(now);
  }

  /** Hides the keys. */
  @Override
  public String toString() {
    return "SigningKeys[id=" + id + "]";
  }
}
