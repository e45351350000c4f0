package ai.kernelpanic09.simulator.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identity that signed a request.
 *
 * @param arn the principal as GetCallerIdentity names it
 * @param identityArn the user's or the role's own ARN
 * @param sessionPolicy the policies that narrow the session; an empty list narrows nothing
 * @param sessionKeys condition keys that the session carries into each of its requests: its tags
 *     and its source identity
 * @param expires when the session ends; a user's key never expires
 */
public record Caller(
    String arn,
    String identityArn,
    String account,
    String userId,
    String accessKeyId,
    String secretAccessKey,
    Optional<String> sessionToken,
    String sessionName,
    List<Policy> identityPolicies,
    List<Policy> sessionPolicy,
    Map<String, String> sessionKeys,
    Instant expires) {
  public static final String SOURCE_IDENTITY = "aws:SourceIdentity";

  public Caller {
    sessionKeys = Map.copyOf(sessionKeys);
  }

  public boolean isSession() {
    return sessionToken.isPresent();
  }

  public String partition() {
    return Arn.parse(arn).partition();
  }

  @Override
  public String toString() {
    return "Caller[" + arn + "]";
  }
}
