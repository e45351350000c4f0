package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Assumes endpoints' roles, each restricted by a session policy.
 *
 * <p>ExternalId and session name follow from the endpoint's namespace and name, so that a trust
 * policy can bind a role to a namespace, and the author of an endpoint can't choose them.
 */
public final class CredentialBroker {

  private static final int MAX_SESSION_NAME_LENGTH = 64;
  private static final int SESSION_SECONDS = 3_600;
  private static final int ID_DIGITS = 16;

  private final AwsClients clients;
  private final AwsCredentialsProvider identity;
  private final String clusterId;
  private final InstantSource clock;
  private final Cache<Key, CachedSession> slots =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofHours(2)).build();

  private record Key(EndpointName endpoint, String roleArn, String region, String policy) {}

  public CredentialBroker(
      AwsClients clients, AwsCredentialsProvider identity, String clusterId, InstantSource clock) {
    this.clients = clients;
    this.identity = identity;
    this.clusterId = clusterId;
    this.clock = clock;
  }

  /**
   * A session of the role, valid for five minutes at least unless STS is unavailable.
   *
   * @param policy restricts the session: JSON of at most 2,048 characters
   * @throws AwsFailure when the role can't be assumed, and no former session is valid still
   */
  public Session session(EndpointName endpoint, String roleArn, String region, String policy) {
    return slots
        .get(new Key(endpoint, roleArn, region, policy), key -> new CachedSession(clock))
        .get(() -> assume(endpoint, roleArn, region, policy));
  }

  /** The ExternalId that the trust policy of an endpoint's role may require. */
  public String externalId(EndpointName endpoint) {
    return clusterId + "/" + endpoint;
  }

  private Session assume(EndpointName endpoint, String roleArn, String region, String policy) {
    try {
      var own = identity.resolveCredentials();
      var answer =
          clients
              .sts(region)
              .assumeRole(
                  request ->
                      request
                          .roleArn(roleArn)
                          .roleSessionName(sessionName(endpoint))
                          .externalId(externalId(endpoint))
                          .policy(policy)
                          .durationSeconds(SESSION_SECONDS)
                          .overrideConfiguration(each -> each.credentialsProvider(() -> own)));
      var credentials = answer.credentials();
      return new Session(
          id(credentials.accessKeyId()),
          AwsSessionCredentials.create(
              credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()),
          credentials.expiration());
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }

  private static String sessionName(EndpointName endpoint) {
    var name = endpoint.namespace() + "." + endpoint.name();
    return name.length() <= MAX_SESSION_NAME_LENGTH
        ? name
        : name.substring(0, MAX_SESSION_NAME_LENGTH);
  }

  private static String id(String accessKeyId) {
    return Sha256.hex(accessKeyId).substring(0, ID_DIGITS);
  }
}
