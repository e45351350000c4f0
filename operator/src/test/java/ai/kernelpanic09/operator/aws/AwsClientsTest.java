package ai.kernelpanic09.operator.aws;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class AwsClientsTest {

  private static final String USER = "arn:aws:iam::123456789012:user/test";

  private static final StaticCredentialsProvider KEYS =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create("AKIATEST000000000000", "secret-of-the-test"));

  @ParameterizedTest
  @ValueSource(longs = {3_600, -3_600})
  void aMachineWhoseClockIsAnHourOffIsAnswered(long offsetSeconds) {
    try (var simulator = Simulator.start(SimulatorConfig.defaults());
        var clients = new AwsClients(URI.create(simulator.url()))) {
      simulator.control(
          "POST",
          "users",
          """
          {"arn":"%s","accessKeyId":"AKIATEST000000000000",
          "secretAccessKey":"secret-of-the-test",
          "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Action":"bedrock:*","Resource":"*"}]}]}"""
              .formatted(USER));
      simulator.control("POST", "clock", "{\"offsetSeconds\":%d}".formatted(offsetSeconds));

      var identity =
          clients
              .sts("us-east-1")
              .getCallerIdentity(
                  request -> request.overrideConfiguration(c -> c.credentialsProvider(KEYS)));
      assertThat(identity.arn()).isEqualTo(USER);
      var models =
          clients
              .bedrock("us-east-1")
              .listFoundationModels(
                  request -> request.overrideConfiguration(c -> c.credentialsProvider(KEYS)));
      assertThat(models.modelSummaries()).isNotEmpty();
    }
  }
}
