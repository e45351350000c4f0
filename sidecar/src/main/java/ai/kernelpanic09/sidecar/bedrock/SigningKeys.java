package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The credentials that sign requests until they expire; kept in memory only.
 *
 * @param id the operator's id of the session
 * @param expiresNanos on the process's monotonic clock
 */
public record SigningKeys(String id, AwsCredentialsIdentity identity, long expiresNanos) {

  /**
   * The keys of a session that the operator sent in answer to a sync of {@code sentNanos}. Their
   * lifetime counts from then, which is early rather than late.
   */
  public static SigningKeys of(SessionCredentials session, long sentNanos) {
    var identity =
        session.sessionToken().isEmpty()
            ? AwsCredentialsIdentity.create(session.accessKeyId(), session.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
    return new SigningKeys(
        session.id(),
        identity,
        sentNanos + TimeUnit.MILLISECONDS.toNanos(session.expiresInMillis()));
  }

  /** Hides the keys. */
  @Override
  public String toString() {
    return "SigningKeys[id=" + id + "]";
  }
}
