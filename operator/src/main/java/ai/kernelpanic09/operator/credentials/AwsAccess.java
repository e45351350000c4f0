package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.OperatorIdentity;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operator's access to AWS: clients of its services, and sessions of endpoints' roles.
 *
 * @param clusterId first part of every ExternalId
 */
public record AwsAccess(AwsClients clients, CredentialBroker broker, String clusterId)
    implements AutoCloseable {

  /**
   * Asks AWS nothing yet.
   *
   * @param environment variables of the process, in which AWS's own may name an identity
   * @param endpoint overrides every service's endpoint; null for the default
   * @param authorities that may prove endpoints beside those that the JVM trusts
   * @param token file of the projected ServiceAccount token with STS's audience
   * @param annotatedRole the role ARN on the operator's ServiceAccount now; null for none
   * @param clusterId first part of every ExternalId
   */
  public static AwsAccess of(
      Map<String, String> environment,
      @Nullable URI endpoint,
      AwsAuthorities authorities,
      Path token,
      Supplier<@Nullable String> annotatedRole,
      String clusterId,
      SessionTerms terms,
      InstantSource clock) {
    var clients = new AwsClients(endpoint, authorities);
    var identity = new OperatorIdentity(environment, token, annotatedRole, clients, clock);
    return new AwsAccess(
        clients, new CredentialBroker(clients, identity, clusterId, terms, clock), clusterId);
  }

  @Override
  public void close() {
    clients.close();
  }
}
