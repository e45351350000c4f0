package ai.kernelpanic09.operator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

class AwsClientsTest {

  private static final String USER = "arn:aws:iam::123456789012:user/test";

  private static final String USER_FORM =
      """
      {"arn":"%s","accessKeyId":"AKIATEST000000000000",
      "secretAccessKey":"secret-of-the-test",
      "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
      "Action":"bedrock:*","Resource":"*"}]}]}"""
          .formatted(USER);

  private static final StaticCredentialsProvider KEYS =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create("AKIATEST000000000000", "secret-of-the-test"));

  @Test
  void aServerIsProvenByTheAuthoritiesThatAreSet() {
    var config = SimulatorConfig.defaults().withTlsNames(List.of("127.0.0.1"));
    try (var simulator = Simulator.start(config);
        var trusting =
            new AwsClients(URI.create(simulator.url()), AwsAuthorities.of(simulator.authority()));
        var ignorant = new AwsClients(URI.create(simulator.url()))) {
      simulator.control("POST", "users", USER_FORM);
      assertThat(trusting.sts("us-east-1").getCallerIdentity(AwsClientsTest::signed).arn())
          .isEqualTo(USER);
      assertThatThrownBy(() -> ignorant.sts("us-east-1").getCallerIdentity(AwsClientsTest::signed))
          .hasMessageContaining("PKIX path building failed");
    }
  }

  private static void signed(GetCallerIdentityRequest.Builder request) {
    request.overrideConfiguration(c -> c.credentialsProvider(KEYS));
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600, -3_600})
  void aMachineWhoseClockIsAnHourOffIsAnswered(long offsetSeconds) {
    try (var simulator = Simulator.start(SimulatorConfig.defaults());
        var clients = new AwsClients(URI.create(simulator.url()))) {
      simulator.control("POST", "users", USER_FORM);
      simulator.control("POST", "clock", "{\"offsetSeconds\":%d}".formatted(offsetSeconds));

      var identity = clients.sts("us-east-1").getCallerIdentity(AwsClientsTest::signed);
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
