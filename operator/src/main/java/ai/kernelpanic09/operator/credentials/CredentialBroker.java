package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.core.digest.Sha256;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * Assumes endpoints' roles, each restricted by a session policy.
 *
 * <p>ExternalId, session name, tags and source identity follow from the endpoint and the namespace
 * that the session is for, so that a trust policy can bind a role to a namespace, and the author of
 * an endpoint can't choose them. No two namespaces share a session: what one of them was given can
 * be shut out in AWS without the others.
 */
public final class CredentialBroker {

  /** Tag whose value is the namespace that holds the session. */
  static final String NAMESPACE_TAG = "k8s-ai-namespace";

  /** Tag whose value is the endpoint, as {@code namespace/name}. */
  static final String ENDPOINT_TAG = "k8s-ai-endpoint";

  /** Tag whose value is the cluster's id. */
  static final String CLUSTER_TAG = "k8s-ai-cluster";

  /** Lifetime of the operator's own sessions: the most for a role that is assumed by a role. */
  private static final Duration OWN_LIFETIME = Duration.ofHours(1);

  private static final int MAX_SESSION_NAME_LENGTH = 64;
  private static final int MIN_SOURCE_IDENTITY_LENGTH = 2;
  private static final int ID_DIGITS = 16;

  private final AwsClients clients;
  private final AwsCredentialsProvider identity;
  private final String clusterId;
  private final SessionTerms terms;
  private final InstantSource clock;
  private final Cache<Key, CachedSession> slots =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterAccess(Duration.ofHours(2)).build();

  private record Key(
      EndpointName endpoint,
      String namespace,
      String roleArn,
      String region,
      String policy,
      Duration lifetime) {}

  public CredentialBroker(
      AwsClients clients,
      AwsCredentialsProvider identity,
      String clusterId,
      SessionTerms terms,
      InstantSource clock) {
    this.clients = clients;
    this.identity = identity;
    this.clusterId = clusterId;
    this.terms = terms;
    this.clock = clock;
  }

  /**
   * A session of the role for the operator's own calls, valid for five minutes at least unless STS
   * is unavailable.
   *
   * @param policy restricts the session: JSON of at most 2,048 characters
   * @throws AwsFailure when the role can't be assumed, and no former session is valid still
   */
  public Session session(EndpointName endpoint, String roleArn, String region, String policy) {
    return session(
        new Key(endpoint, terms.operatorNamespace(), roleArn, region, policy, OWN_LIFETIME));
  }

  /**
   * As {@link #session(EndpointName, String, String, String)}, for the holders of one namespace.
   *
   * @param namespace of the holders, which share the session
   */
  public Session lent(
      EndpointName endpoint, String namespace, String roleArn, String region, String policy) {
    return session(new Key(endpoint, namespace, roleArn, region, policy, terms.lifetime()));
  }

  private Session session(Key key) {
    return slots.get(key, absent -> new CachedSession(clock)).get(() -> assume(key));
  }

  /** The ExternalId that the trust policy of an endpoint's role may require. */
  public String externalId(EndpointName endpoint) {
    return clusterId + "/" + endpoint;
  }

  private Session assume(Key key) {
    try {
      var own = identity.resolveCredentials();
      var answer = clients.sts(key.region).assumeRole(request -> describe(request, key, own));
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

  private void describe(AssumeRoleRequest.Builder request, Key key, AwsCredentials own) {
    request
        .roleArn(key.roleArn)
        .roleSessionName(sessionName(key.endpoint, holders(key)))
        .externalId(externalId(key.endpoint))
        .policy(key.policy)
        .durationSeconds((int) key.lifetime.toSeconds())
        .overrideConfiguration(each -> each.credentialsProvider(() -> own));
    if (terms.tags()) {
      request.tags(
          tag(NAMESPACE_TAG, key.namespace),
          tag(ENDPOINT_TAG, key.endpoint.toString()),
          tag(CLUSTER_TAG, clusterId));
    }
    if (terms.sourceIdentity()) {
      request.sourceIdentity(sourceIdentity(key.namespace));
    }
  }

  /** The namespace to show in the session's name; empty for the operator and the endpoint's own. */
  private String holders(Key key) {
    return key.namespace.equals(key.endpoint.namespace())
            || key.namespace.equals(terms.operatorNamespace())
        ? ""
        : "@" + key.namespace;
  }

  /** Shortens the endpoint's part if need be, and never the namespace's. */
  private static String sessionName(EndpointName endpoint, String suffix) {
    var name = endpoint.namespace() + "." + endpoint.name();
    var room = MAX_SESSION_NAME_LENGTH - suffix.length();
    return name.substring(0, Math.min(name.length(), room)) + suffix;
  }

  /** A namespace of one letter is too short: no namespace ends with a dot. */
  private static String sourceIdentity(String namespace) {
    return namespace.length() < MIN_SOURCE_IDENTITY_LENGTH ? namespace + "." : namespace;
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static String id(String accessKeyId) {
    return Sha256.hex(accessKeyId).substring(0, ID_DIGITS);
  }
}
