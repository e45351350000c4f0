package ai.kernelpanic09.operator.credentials;

import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * A session of an endpoint's role. Never logged: {@link #toString} hides the secrets.
 *
 * @param id names the session without telling anything of it
 */
public record Session(String id, AwsSessionCredentials credentials, Instant expires) {

  @Override
  public String toString() {
    return "Session[id=" + id + ", expires=" + expires + "]";
  }
}
