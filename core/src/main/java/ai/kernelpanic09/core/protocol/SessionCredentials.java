package ai.kernelpanic09.core.protocol;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * AWS session credentials of an endpoint's role. Never logged: {@link #toString} hides the secrets.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SessionCredentials(
    String id,
    String accessKeyId,
    String secretAccessKey,
    String sessionToken,
    long expiresInMillis) {

  @Override
  public String toString() {
    return "SessionCredentials[id=" + id + ", expiresInMillis=" + expiresInMillis + "]";
  }
}
