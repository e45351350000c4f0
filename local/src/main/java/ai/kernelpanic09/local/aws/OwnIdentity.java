package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.protocol.SessionCredentials;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The developer's own identity. */
public final class OwnIdentity {

  /** Keys without an expiration are asked for again after this time. */
  private static final Duration ENDLESS = Duration.ofHours(1);

  private static final Pattern ARN = Pattern.compile("<Arn>([^<]+)</Arn>");

  private final AwsCredentialsProvider provider;

  public OwnIdentity(AwsCredentialsProvider provider) {
    this.provider = provider;
  }

  /**
   * The identity of AWS's default chain: keys of the environment, the profile that AWS_PROFILE
   * names with its role or SSO, a container's or instance's role.
   */
  public static OwnIdentity ofDefaultChain() {
    return new OwnIdentity(DefaultCredentialsProvider.builder().build());
  }

  /**
   * Keys to sign with. May block.
   *
   * @throws AwsException when there are none
   */
  public AwsCredentialsIdentity keys() throws AwsException {
    try {
      return provider.resolveCredentials();
    } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
      throw new AwsException("", problem(String.valueOf(e.getMessage())));
    }
  }

  /**
   * The ARN of the identity that these keys belong to.
   *
   * @throws AwsException when AWS does not accept the keys
   */
  public String arn(AwsCalls aws, String region) throws AwsException {
    var answer =
        aws.send(
            "sts",
            region,
            keys(),
            SdkHttpMethod.POST,
            "/",
            Map.of(),
            "application/x-www-form-urlencoded",
            "Action=GetCallerIdentity&Version=2011-06-15");
    var arn = ARN.matcher(answer);
    return arn.find() ? arn.group(1) : "an unknown identity";
  }

  /** The keys in the form that sidecars get. */
  static SessionCredentials session(AwsCredentialsIdentity keys, Instant now) {
    var token =
        keys instanceof AwsSessionCredentialsIdentity temporary ? temporary.sessionToken() : "";
    var left = keys.expirationTime().map(until -> Duration.between(now, until)).orElse(ENDLESS);
    return new SessionCredentials(
        keys.accessKeyId(),
        keys.accessKeyId(),
        keys.secretAccessKey(),
        token,
        Math.max(0, left.toMillis()));
  }

  private static String problem(String message) {
    var lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("sso") && (lower.contains("expired") || lower.contains("token"))) {
      return "the SSO session of the AWS profile has expired or was never opened: run 'aws sso"
          + " login'";
    }
    return "there are no AWS credentials: run 'aws configure', 'aws sso login' or 'aws login', or"
        + " name a profile with AWS_PROFILE; --simulated needs none";
  }
}
