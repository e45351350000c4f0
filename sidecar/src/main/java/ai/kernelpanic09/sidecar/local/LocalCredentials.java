package ai.kernelpanic09.sidecar.local;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * What local endpoints sign with: the developer's own keys of the environment, or, where {@code
 * AWS_ENDPOINT_URL} names a simulator, a session of the endpoint's role.
 */
final class LocalCredentials {

  private static final Duration SESSION = Duration.ofHours(1);
  private static final Duration EARLY = Duration.ofMinutes(5);

  private final Map<String, String> environment;
  private final AwsCalls aws;
  private final InstantSource clock;
  private final Map<EndpointName, Session> sessions = new HashMap<>();

  private record Session(SessionCredentials credentials, Instant until) {}

  LocalCredentials(Map<String, String> environment, AwsCalls aws, InstantSource clock) {
    this.environment = environment;
    this.aws = aws;
    this.clock = clock;
  }

  /**
   * Credentials of an endpoint that serve for some minutes at least.
   *
   * @throws IllegalStateException when there are none
   */
  synchronized SessionCredentials of(EndpointName name, String roleArn, String region) {
    if (environment.get("AWS_ENDPOINT_URL") == null) {
      return own();
    }
    var now = clock.instant();
    var session = sessions.get(name);
    if (session == null || session.until().minus(EARLY).isBefore(now)) {
      session = new Session(assume(name, roleArn, region), now.plus(SESSION));
      sessions.put(name, session);
    }
    var kept = session.credentials();
    return new SessionCredentials(
        kept.id(),
        kept.accessKeyId(),
        kept.secretAccessKey(),
        kept.sessionToken(),
        Duration.between(now, session.until()).toMillis());
  }

  static AwsCredentialsIdentity identity(SessionCredentials session) {
    return session.sessionToken().isEmpty()
        ? AwsCredentialsIdentity.create(session.accessKeyId(), session.secretAccessKey())
        : AwsSessionCredentialsIdentity.create(
            session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
  }

  private SessionCredentials own() {
    var key = required("AWS_ACCESS_KEY_ID");
    return new SessionCredentials(
        key,
        key,
        required("AWS_SECRET_ACCESS_KEY"),
        environment.getOrDefault("AWS_SESSION_TOKEN", ""),
        SESSION.toMillis());
  }

  private SessionCredentials assume(EndpointName name, String roleArn, String region) {
    var form =
        "Action=AssumeRole&Version=2011-06-15&DurationSeconds="
            + SESSION.toSeconds()
            + "&RoleArn="
            + encode(roleArn)
            + "&RoleSessionName="
            + encode(cut(name.namespace() + "." + name.name()))
            + "&ExternalId="
            + encode("local/" + name);
    try {
      var answer =
          aws.send(
              "sts",
              region,
              identity(own()),
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
    } catch (IOException e) {
      throw new IllegalStateException("role " + roleArn + ": " + e.getMessage(), e);
    }
  }

  private static String element(String xml, String name) throws IOException {
    var found = Pattern.compile("<" + name + ">([^<]+)</" + name + ">").matcher(xml);
    if (!found.find()) {
      throw new IOException("AssumeRole answered without " + name);
    }
    return found.group(1);
  }

  private static String cut(String sessionName) {
    return sessionName.substring(0, Math.min(sessionName.length(), 64));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String required(String variable) {
    @Nullable String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw new IllegalStateException("the environment variable " + variable + " is missing");
    }
    return value.strip();
  }
}
