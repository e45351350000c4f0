package ai.kernelpanic09.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.resolve.ModelLookup;
import ai.kernelpanic09.core.resolve.ModelReader;
import ai.kernelpanic09.core.resolve.ModelResolver;
import ai.kernelpanic09.local.aws.AwsCalls;
import ai.kernelpanic09.local.aws.EndpointCredentials;
import ai.kernelpanic09.local.aws.HttpModelReader;
import ai.kernelpanic09.local.aws.OwnIdentity;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.model.BedrockModelReader;
import ai.kernelpanic09.simulator.Simulator;
import ai.kernelpanic09.simulator.SimulatorConfig;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The operator and local mode find the same for each model: each by its own requests. */
class ModelResolutionTest {

  private static final String SEEING = "arn:aws:iam::123456789012:role/bedrock-invoker";
  private static final AwsCredentials USER =
      AwsBasicCredentials.create("AKIATESTER0000000000", "secret-of-the-tester");
  private static final String BLIND = "arn:aws:iam::123456789012:role/invoker-only";

  private final Simulator aws = Simulator.start(SimulatorConfig.defaults());
  private final AwsClients clients = new AwsClients(URI.create(aws.url()));
  private final AwsCalls calls = new AwsCalls(aws.url());
  private final PriceBook prices = PriceBook.embedded();

  @BeforeEach
  void identities() {
    aws.demo();
    aws.control(
        "POST",
        "users",
        """
        {"arn":"arn:aws:iam::123456789012:user/tester","accessKeyId":"%s",
        "secretAccessKey":"%s","policies":[{"Version":"2012-10-17","Statement":[{
        "Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}]}\
        """
            .formatted(USER.accessKeyId(), USER.secretAccessKey()));
    aws.control(
        "POST",
        "roles",
        """
        {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]},
        "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Action":"bedrock:InvokeModel","Resource":"*"}]}]}\
        """
            .formatted(BLIND));
  }

  @AfterEach
  void stop() {
    clients.close();
    aws.close();
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-haiku-4-5-20251001-v1:0, us-east-1,"
        + " us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "anthropic.claude-haiku-4-5-20251001-v1:0, eu-west-1,"
        + " eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0, us-east-1,"
        + " us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "amazon.nova-micro-v1:0, us-east-1, amazon.nova-micro-v1:0",
    "anthropic.claude-99-v1:0, us-east-1, ",
    "us.anthropic.claude-99-v1:0, us-east-1, ",
    "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-micro-v1:0, us-east-1, ",
  })
  void theSameIsFoundForARoleThatMayLook(String modelId, String region, String called)
      throws IOException {
    var operator = byOperator(SEEING, modelId, region);

    assertThat(operator.model() == null ? null : operator.model().callId()).isEqualTo(called);
    assertThat(byLocalMode(SEEING, modelId, region)).isEqualTo(operator);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-haiku-4-5-20251001-v1:0, us-east-1",
    "us.anthropic.claude-haiku-4-5-20251001-v1:0, us-east-1",
    "amazon.nova-micro-v1:0, us-east-1",
  })
  void theSameIsTakenForARoleThatMayNotLook(String modelId, String region) throws IOException {
    var operator = byOperator(BLIND, modelId, region);

    assertThat(operator.verdict()).isEqualTo(ModelLookup.Verdict.NOT_PERMITTED);
    assertThat(byLocalMode(BLIND, modelId, region)).isEqualTo(operator);
  }

  private ModelLookup byOperator(String role, String modelId, String region) throws IOException {
    var keys = session(role, region);
    var session =
        AwsSessionCredentials.create(
            keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken());
    return resolve(
        new BedrockModelReader(clients.bedrock(region), session, prices, region),
        role,
        modelId,
        region);
  }

  private ModelLookup byLocalMode(String role, String modelId, String region) throws IOException {
    var identity = EndpointCredentials.identity(session(role, region));
    return resolve(new HttpModelReader(calls, prices, region, identity), role, modelId, region);
  }

  private static ModelLookup resolve(
      ModelReader reader, String role, String modelId, String region) {
    return new ModelResolver(reader, role, region).resolve(modelId);
  }

  private SessionCredentials session(String role, String region) throws IOException {
    var own = new OwnIdentity(StaticCredentialsProvider.create(USER));
    return new EndpointCredentials(own, calls, InstantSource.system(), true)
        .of(new EndpointName("team", "model"), role, region);
  }
}
