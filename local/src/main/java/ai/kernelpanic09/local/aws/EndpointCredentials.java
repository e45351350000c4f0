package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The keys that local endpoints sign with: the developer's own, or a session of the endpoint's
 * role.
 */
public final class EndpointCredentials {

  private static final Duration SESSION = Duration.ofHours(1);
  private static final Duration EARLY = Duration.ofMinutes(5);
  private static final int MAX_SESSION_NAME = 64;

  private final OwnIdentity own;
  private final AwsCalls aws;
  private final InstantSource clock;
  private final boolean assumesRoles;
  private final Map<Key, Session> sessions = new HashMap<>();

  private record Key(EndpointName name, String roleArn) {}

  private record Session(SessionCredentials credentials, Instant until) {}

  /**
   * @param assumesRoles whether endpoints sign as their roles
   */
  public EndpointCredentials(
      OwnIdentity own, AwsCalls aws, InstantSource clock, boolean assumesRoles) {
    this.own = own;
    this.aws = aws;
    this.clock = clock;
    this.assumesRoles = assumesRoles;
  }

  /**
   * Credentials of an endpoint, valid for five minutes or more. May block.
   *
   * @throws AwsException when there are none
   */
  public synchronized SessionCredentials of(EndpointName name, String roleArn, String region)
      throws AwsException {
    var now = clock.instant();
    if (!assumesRoles) {
      return OwnIdentity.session(own.keys(), now);
    }
    var key = new Key(name, roleArn);
    var session = sessions.get(key);
    if (session == null || session.until().minus(EARLY).isBefore(now)) {
      session = new Session(assume(name, roleArn, region), now.plus(SESSION));
      sessions.put(key, session);
    }
    var kept = session.credentials();
    return new SessionCredentials(
        kept.id(),
        kept.accessKeyId(),
        kept.secretAccessKey(),
        kept.sessionToken(),
        Duration.between(now, session.until()).toMillis());
  }

  /** The keys in the form that AWS's SDK takes. */
  public static AwsCredentialsIdentity identity(SessionCredentials session) {
    return session.sessionToken().isEmpty()
        ? AwsCredentialsIdentity.create(session.accessKeyId(), session.secretAccessKey())
        : AwsSessionCredentialsIdentity.create(
            session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private SessionCredentials assume(EndpointName name, String roleArn, String region)
      throws AwsException {
    var form =
        "Action=AssumeRole&Version=2011-06-15&DurationSeconds="
            + SESSION.toSeconds()
            + "&RoleArn="
            + encode(roleArn)
            + "&RoleSessionName="
            + encode(cut(name.namespace() + "." + name.name()))
            + "&ExternalId="
            + encode("local/" + name);
    var keys = own.keys();
    try {
      var answer =
          aws.send(
              "sts",
              region,
              keys,
              SdkHttpMethod.POST,
              "/",
              Map.of(),
              "application/x-www-form-urlencoded",
              form);
      var key = element(answer, "AccessKeyId");
      return new SessionCredentials(
          key,
          key,
          element(answer, "SecretAccessKey"),
          element(answer, "SessionToken"),
          SESSION.toMillis());
    } catch (AwsException e) {
      throw e.code().startsWith("AccessDenied") ? refused(roleArn, e) : e;
    }
  }

  private static AwsException refused(String roleArn, AwsException e) {
    return new AwsException(
        e.code(),
        "the role "
            + roleArn
            + " can't be assumed ("
            + e.getMessage()
            + "): let its trust policy allow it, or leave --assume-role out to call as yourself");
  }

  private static String element(String xml, String name) throws AwsException {
    var found = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
    if (!found.find()) {
      throw new AwsException("", "AssumeRole is answered without " + name);
    }
    return found.group(1);
  }

  private static String cut(String sessionName) {
    return sessionName.substring(0, Math.min(sessionName.length(), MAX_SESSION_NAME));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
