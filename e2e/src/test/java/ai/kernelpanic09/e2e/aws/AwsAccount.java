package ai.kernelpanic09.e2e.aws;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The AWS account of the default credentials; with the system property {@code aws.endpoint}, the
 * simulator at that address.
 */
final class AwsAccount {

  static final String REGION = "us-east-1";

  private static final @Nullable String ENDPOINT = blankAsNull(System.getProperty("aws.endpoint"));

  private AwsAccount() {}

  /** Throws unless somebody has agreed to the cost of the calls. */
  static void requireConsent() {
    if (ENDPOINT == null && !"yes".equals(System.getenv("AWS_TEST_CONFIRM"))) {
      throw new IllegalStateException(
          "this calls the real AWS and costs up to $0.30: AWS_TEST_CONFIRM=yes agrees to that");
    }
  }

  /** Calls by plain HTTP. */
  static SignedCalls calls() {
    return new SignedCalls(
        url("bedrock-runtime"), url("bedrock"), DefaultCredentialsProvider.builder().build());
  }

  private static URI url(String service) {
    return URI.create(
        ENDPOINT == null ? "https://%s.%s.amazonaws.com".formatted(service, REGION) : ENDPOINT);
  }

  static BedrockClient bedrock() {
    return configured(BedrockClient.builder().httpClientBuilder(Apache5HttpClient.builder()))
        .build();
  }

  static StsClient sts() {
    return configured(StsClient.builder().httpClientBuilder(Apache5HttpClient.builder())).build();
  }

  static BedrockRuntimeClient runtime() {
    return configured(BedrockRuntimeClient.builder().httpClientBuilder(Apache5HttpClient.builder()))
        .build();
  }

  private static <B extends AwsClientBuilder<B, ?>> B configured(B builder) {
    var configured = builder.region(Region.of(REGION));
    return ENDPOINT == null ? configured : configured.endpointOverride(URI.create(ENDPOINT));
  }

  /** The environment variables from which a process takes the same account. */
  static Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    try (var provider = DefaultCredentialsProvider.builder().build()) {
      var credentials = provider.resolveCredentials();
      environment.put("AWS_ACCESS_KEY_ID", credentials.accessKeyId());
      environment.put("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey());
      if (credentials instanceof AwsSessionCredentials session) {
        environment.put("AWS_SESSION_TOKEN", session.sessionToken());
      }
    }
    environment.put("AWS_REGION", REGION);
    if (ENDPOINT != null) {
      environment.put("K8S_AI_BEDROCK_RUNTIME_URL", ENDPOINT);
    }
    return environment;
  }

  private static @Nullable String blankAsNull(@Nullable String value) {
    return value == null || value.isBlank() ? null : value;
  }
}
