package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.credentials.SessionTerms;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrock.model.GuardrailSummary;

/** A simulated AWS with an operator's user, and roles that it may assume. */
final class TestAws implements AutoCloseable {

  static final String CLUSTER = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
  static final String ACCOUNT = "123456789012";
  static final String ROLE = "arn:aws:iam::123456789012:role/bedrock-invoker";
  static final String REGION = "us-east-1";

  static final AwsCredentials OPERATOR =
      AwsBasicCredentials.create("AKIAOPERATOR00000000", "secret-of-the-operator");

  final Simulator simulator = Simulator.start(SimulatorConfig.defaults());
  final AwsClients clients = new AwsClients(URI.create(simulator.url()));
  final CredentialBroker broker =
      new CredentialBroker(
          clients,
          StaticCredentialsProvider.create(OPERATOR),
          CLUSTER,
          new SessionTerms("ai-operator-system", Duration.ofMinutes(15), false, false),
          InstantSource.system());

  private final BedrockClient owner =
      BedrockClient.builder()
          .endpointOverride(URI.create(simulator.url()))
          .region(Region.of(REGION))
          .credentialsProvider(StaticCredentialsProvider.create(OPERATOR))
          .build();

  TestAws() {
    simulator.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/operator","accessKeyId":"%s","secretAccessKey":"%s",
        "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Action":["sts:AssumeRole","bedrock:*"],"Resource":"*"}]}]}\
        """
            .formatted(OPERATOR.accessKeyId(), OPERATOR.secretAccessKey()));
    allow(ROLE, "bedrock:*");
  }

  /** Makes or changes a role that trusts the operator. */
  void allow(String role, String... actions) {
    var list = Stream.of(actions).map(each -> '"' + each + '"').collect(Collectors.joining(","));
    simulator.control(
        "POST",
        "roles",
        """
        {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"AWS":"arn:aws:iam::123456789012:user/operator"},"Action":"sts:AssumeRole"}]},
        "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[%s],
        "Resource":"*"}]}]}\
        """
            .formatted(role, list));
  }

  /** Calls with the session that the operator would have for this manager. */
  GuardrailCalls open(Manager manager, String region) {
    return new GuardrailCalls(
        clients.bedrock(region),
        broker
            .session(manager.as(), manager.roleArn(), region, SessionPolicy.control())
            .credentials());
  }

  GuardrailCalls calls() {
    return open(Manager.ofPolicy("p", ROLE), REGION);
  }

  /** Calls with the rights of the account's owner, for changes by hand. */
  GuardrailCalls byHand() {
    return byHand(REGION);
  }

  GuardrailCalls byHand(String region) {
    return new GuardrailCalls(clients.bedrock(region), OPERATOR);
  }

  /** The SDK's own client with the owner's rights, for requests that the operator never sends. */
  BedrockClient bedrockByHand() {
    return owner;
  }

  List<GuardrailSummary> guardrails() {
    return guardrails(REGION);
  }

  List<GuardrailSummary> guardrails(String region) {
    return byHand(region).page(null).guardrails();
  }

  void readyAfterMillis(long millis) {
    simulator.control("POST", "guardrails", "{\"readyAfterMillis\":%d}".formatted(millis));
  }

  void clockAheadSeconds(long seconds) {
    simulator.control("POST", "clock", "{\"offsetSeconds\":%d}".formatted(seconds));
  }

  /** The operations called since the last call of this method. */
  List<String> operations() {
    var operations =
        simulator.bill().calls().stream().map(each -> each.operation().name()).toList();
    simulator.bill().reset();
    return operations.stream().filter(each -> !each.startsWith("Assume")).toList();
  }

  @Override
  public void close() {
    owner.close();
    clients.close();
    simulator.close();
  }
}
