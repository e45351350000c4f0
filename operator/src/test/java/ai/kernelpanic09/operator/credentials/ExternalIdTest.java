package ai.kernelpanic09.operator.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A role that trusts one endpoint can't be had by another, whatever the other's spec names. */
class ExternalIdTest {

  private static final String ROLE = "arn:aws:iam::123456789012:role/tied";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"bedrock:InvokeModel\","
          + "\"Resource\":\"*\"}]}";

  @Test
  void itFollowsFromTheClusterAndTheEndpointAlone() {
    var keys = AwsBasicCredentials.create("AKIAOPERATOR00000000", "secret-of-the-operator");
    try (var simulator = Simulator.start(SimulatorConfig.defaults());
        var clients = new AwsClients(URI.create(simulator.url()))) {
      simulator.control(
          "POST",
          "users",
          """
          {"arn":"arn:aws:iam::123456789012:user/operator","accessKeyId":"%s",
          "secretAccessKey":"%s","policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Action":"sts:AssumeRole","Resource":"*"}]}]}\
          """
              .formatted(keys.accessKeyId(), keys.secretAccessKey()));
      simulator.control(
          "POST",
          "roles",
          """
          {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Principal":{"AWS":"arn:aws:iam::123456789012:user/operator"},"Action":"sts:AssumeRole",
          "Condition":{"StringEquals":{"sts:ExternalId":"this-cluster/ai-workloads/claude"}}}]},
          "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Action":"bedrock:*","Resource":"*"}]}]}\
          """
              .formatted(ROLE));
      var broker =
          new CredentialBroker(
              clients,
              StaticCredentialsProvider.create(keys),
              "this-cluster",
              new SessionTerms("ai-operator-system", Duration.ofMinutes(15), false, false),
              InstantSource.system());

      var session =
          broker.session(new EndpointName("ai-workloads", "claude"), ROLE, "us-east-1", POLICY);
      assertThat(session.id()).isNotEmpty();

      for (var other :
          new EndpointName[] {
            new EndpointName("ai-workloads", "other"), new EndpointName("tenant", "claude")
          }) {
        assertThatThrownBy(() -> broker.session(other, ROLE, "us-east-1", POLICY))
            .as(other.toString())
            .isInstanceOf(AwsFailure.class);
      }
    }
  }
}
