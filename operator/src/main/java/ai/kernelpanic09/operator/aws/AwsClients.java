package ai.kernelpanic09.operator.aws;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * One client for each service and region, over one pool of connections. Each request must carry its
 * own credentials.
 */
public final class AwsClients implements AutoCloseable {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(6);

  private final SdkHttpClient http;
  private final ConcurrentHashMap<String, StsClient> sts = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, BedrockClient> bedrock = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, BedrockRuntimeClient> runtime = new ConcurrentHashMap<>();
  private final @Nullable URI endpoint;

  /**
   * @param endpoint overrides every service's endpoint; null for {@code AWS_ENDPOINT_URL} if that
   *     is set, else AWS
   */
  public AwsClients(@Nullable URI endpoint) {
    this(endpoint, AwsAuthorities.NONE);
  }

  /**
   * @param endpoint likewise
   * @param authorities that may prove endpoints beside those that the JVM trusts
   */
  public AwsClients(@Nullable URI endpoint, AwsAuthorities authorities) {
    this.endpoint = endpoint;
    var builder =
        Apache5HttpClient.builder()
            .maxConnections(64)
            .connectionTimeout(Duration.ofSeconds(3))
            .socketTimeout(ATTEMPT_TIMEOUT);
    if (!authorities.isEmpty()) {
      builder.tlsTrustManagersProvider(authorities::trustManagers);
    }
    http = builder.build();
  }

  /** The Security Token Service of a region. */
  public StsClient sts(String region) {
    return sts.computeIfAbsent(region, r -> configure(StsClient.builder(), r).build());
  }

  /** Bedrock's control plane of a region. */
  public BedrockClient bedrock(String region) {
    return bedrock.computeIfAbsent(region, r -> configure(BedrockClient.builder(), r).build());
  }

  /**
   * Bedrock's data plane of a region.
   *
   * @param url overrides the regional endpoint; null for the default
   */
  public BedrockRuntimeClient runtime(String region, @Nullable String url) {
    return runtime.computeIfAbsent(
        region + " " + url,
        key -> {
          var builder = configure(BedrockRuntimeClient.builder(), region);
          if (url != null) {
            builder.endpointOverride(URI.create(url));
          }
          return builder.build();
        });
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B configure(
      B builder, String region) {
    builder
        .httpClient(http)
        .region(Region.of(region))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(
            each -> each.apiCallTimeout(CALL_TIMEOUT).apiCallAttemptTimeout(ATTEMPT_TIMEOUT));
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder;
  }

  @Override
  public void close() {
    sts.values().forEach(StsClient::close);
    bedrock.values().forEach(BedrockClient::close);
    runtime.values().forEach(BedrockRuntimeClient::close);
    http.close();
  }
}
