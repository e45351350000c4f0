package ai.kernelpanic09.operator.aws;

import ai.kernelpanic09.api.condition.ConditionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The operator's own AWS identity: from its environment (keys, IRSA, Pod Identity), else a session
 * of the role that its ServiceAccount is annotated with, assumed with its projected token. An
 * annotation that is added after the pod has started works without a restart.
 *
 * <p>In a cluster the node's role is never used: the annotation decides, not the machine.
 */
public final class OperatorIdentity implements AwsCredentialsProvider {

  private static final Duration REFRESH_EARLY = Duration.ofMinutes(5);
  private static final String SESSION_NAME = "k8s-ai-operator";

  private final Map<String, String> environment;
  private final Path token;
  private final Supplier<@Nullable String> annotatedRole;
  private final AwsClients clients;
  private final InstantSource clock;
  private final ReentrantLock single = new ReentrantLock();
  private @Nullable DefaultCredentialsProvider chain;
  private @Nullable Session session;

  private record Session(String role, AwsSessionCredentials credentials, Instant expires) {}

  /**
   * @param token file of the projected ServiceAccount token with STS's audience
   * @param annotatedRole the role ARN on the ServiceAccount now; null for none
   */
  public OperatorIdentity(
      Map<String, String> environment,
      Path token,
      Supplier<@Nullable String> annotatedRole,
      AwsClients clients,
      InstantSource clock) {
    this.environment = environment;
    this.token = token;
    this.annotatedRole = annotatedRole;
    this.clients = clients;
    this.clock = clock;
  }

  /**
   * The identity's credentials, valid for five minutes at least if they are a role's session.
   *
   * @throws AwsFailure of kind NO_IDENTITY when there is none, PASSING when STS is unavailable
   */
  @Override
  public AwsCredentials resolveCredentials() {
    single.lock();
    try {
      return environmentHasIdentity() || !Files.isReadable(token) ? fromChain() : fromToken();
    } finally {
      single.unlock();
    }
  }

  private boolean environmentHasIdentity() {
    return environment.containsKey("AWS_ACCESS_KEY_ID")
        || environment.containsKey("AWS_WEB_IDENTITY_TOKEN_FILE")
        || environment.containsKey("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        || environment.containsKey("AWS_PROFILE");
  }

  private AwsCredentials fromChain() {
    var provider = chain;
    if (provider == null) {
      provider = DefaultCredentialsProvider.builder().build();
      chain = provider;
    }
    try {
      return provider.resolveCredentials();
    } catch (SdkException e) {
      throw new AwsFailure(
          AwsFailure.Kind.NO_IDENTITY,
          ConditionReason.NO_OPERATOR_IDENTITY.id(),
          "the operator finds no AWS credentials in its environment");
    }
  }

  private AwsCredentials fromToken() {
    var role = annotatedRole.get();
    if (role == null) {
      throw new AwsFailure(
          AwsFailure.Kind.NO_IDENTITY,
          ConditionReason.NO_OPERATOR_IDENTITY.id(),
          "the operator's ServiceAccount carries no annotation eks.amazonaws.com/role-arn");
    }
    var held = session;
    if (held == null
        || !held.role().equals(role)
        || !clock.instant().isBefore(held.expires().minus(REFRESH_EARLY))) {
      held = assume(role);
      session = held;
    }
    return held.credentials();
  }

  private Session assume(String role) {
    try {
      // Read each time, because the kubelet rotates it.
      var jwt = Files.readString(token).strip();
      var answer =
          clients
              .sts(StsRegion.of(role, environment.get("AWS_REGION")))
              .assumeRoleWithWebIdentity(
                  request ->
                      request.roleArn(role).roleSessionName(SESSION_NAME).webIdentityToken(jwt));
      var credentials = answer.credentials();
      return new Session(
          role,
          AwsSessionCredentials.create(
              credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken()),
          credentials.expiration());
    } catch (SdkException e) {
      var failure = AwsFailure.of(e);
      if (failure.isPassing()) {
        throw failure;
      }
      throw new AwsFailure(
          AwsFailure.Kind.NO_IDENTITY,
          failure.code(),
          "the operator can't take its own role " + role + ": " + failure.text());
    } catch (IOException e) {
      throw new AwsFailure(
          AwsFailure.Kind.NO_IDENTITY,
          ConditionReason.NO_OPERATOR_IDENTITY.id(),
          "the operator can't read its own token");
    }
  }
}
