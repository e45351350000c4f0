package ai.kernelpanic09.core.protocol;

/**
 * AWS session credentials of an endpoint's role. Never logged: {@link #toString} hides the secrets.
 */
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
