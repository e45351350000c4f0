package ai.kernelpanic09.simulator;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** A simulator with the demo's identities, and the SDK's clients for it. */
record DemoAccount(Simulator simulator) implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::123456789012:role/bedrock-invoker";
  static final String OPERATOR = "arn:aws:iam::123456789012:user/operator";
  static final AwsBasicCredentials BASE =
      AwsBasicCredentials.create("AKIAOPERATOR00000000", "secret-of-the-operator");

  static DemoAccount start() {
    return start(SimulatorConfig.defaults());
  }

  static DemoAccount start(SimulatorConfig config) {
    var simulator = Simulator.start(config);
    simulator.control(
        "POST",
        "users",
        """
        {"arn":"%s","accessKeyId":"%s","secretAccessKey":"%s","policies":[{"Version":"2012-10-17",
        "Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}]}"""
            .formatted(OPERATOR, BASE.accessKeyId(), BASE.secretAccessKey()));
    simulator.control(
        "POST",
        "roles",
        """
        {"arn":"%s","trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
        "Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]},
        "policies":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*",
        "Resource":"*"}]}]}"""
            .formatted(ROLE));
    return new DemoAccount(simulator);
  }

  AwsSessionCredentials assume(String sessionName) {
    return assume(AssumeRoleRequest.builder().roleArn(ROLE).roleSessionName(sessionName).build());
  }

  AwsSessionCredentials assume(String sessionName, String policy) {
    return assume(
        AssumeRoleRequest.builder()
            .roleArn(ROLE)
            .roleSessionName(sessionName)
            .policy(policy)
            .build());
  }

  AwsSessionCredentials assume(AssumeRoleRequest request) {
    try (var sts = sts(BASE)) {
      var credentials = sts.assumeRole(request).credentials();
      return AwsSessionCredentials.create(
          credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
    }
  }

  StsClient sts(AwsCredentials credentials) {
    return StsClient.builder()
        .httpClientBuilder(Apache5HttpClient.builder())
        .endpointOverride(URI.create(simulator.url()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .overrideConfiguration(c -> c.retryStrategy(RetryMode.STANDARD))
        .build();
  }

  BedrockClient bedrock(AwsCredentials credentials) {
    return BedrockClient.builder()
        .httpClientBuilder(Apache5HttpClient.builder())
        .endpointOverride(URI.create(simulator.url()))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  BedrockRuntimeClient runtime(AwsCredentials credentials) {
    return runtime(credentials, Region.US_EAST_1);
  }

  BedrockRuntimeClient runtime(AwsCredentials credentials, Region region) {
    return BedrockRuntimeClient.builder()
        .httpClientBuilder(Apache5HttpClient.builder())
        .endpointOverride(URI.create(simulator.url()))
        .region(region)
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .build();
  }

  static Message user(String text) {
    return Message.builder()
        .role(ConversationRole.USER)
        .content(ContentBlock.fromText(text))
        .build();
  }

  @Override
  public void close() {
    simulator.close();
  }
}
