package ai.kernelpanic09.operator.credentials;

import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * A session of an endpoint's role. {@link #toString} hides the secrets.
 *
 * @param id identifies the session and reveals no secret
 */
public record Session(String id, AwsSessionCredentials credentials, Instant expires) {

  @Override
  public String toString() {
    return "Session[id=" + id + ", expires=" + expires + "]";
  }
}
