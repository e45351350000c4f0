package ai.kernelpanic09.operator.enforcement;

import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.enforcement.Enforcements.Subject;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Finds enforced guardrails by AWS itself. */
public final class EnforcementSource {

  private final Enforcements enforcements;
  private final AwsClients clients;

  public EnforcementSource(Enforcements enforcements, AwsClients clients) {
    this.enforcements = enforcements;
    this.clients = clients;
  }

  /**
   * What is added to the calls of an endpoint.
   *
   * @param session of the endpoint's role
   */
  public Enforcement of(Subject subject, AwsCredentials session) {
    return enforcements.of(
        subject, new EnforcementReader(clients.bedrock(subject.region()), session));
  }
}
