package ai.kernelpanic09.e2e.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * Calls Bedrock by plain HTTP, so that a call can have any member and header, and its answer is
 * seen as it comes.
 */
final class SignedCalls implements AutoCloseable {

  private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length", "connection");
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final HttpClient http;
  private final URI runtime;
  private final URI control;
  private final AwsCredentialsProvider identity;

  /**
   * @param runtime base URL of Bedrock's runtime
   * @param control base URL of its control plane
   */
  SignedCalls(URI runtime, URI control, AwsCredentialsProvider identity) {
    this(HttpClient.newHttpClient(), runtime, control, identity);
  }

  private SignedCalls(HttpClient http, URI runtime, URI control, AwsCredentialsProvider identity) {
    this.http = http;
    this.runtime = runtime;
    this.control = control;
    this.identity = identity;
  }

  /** The same calls in a session. */
  SignedCalls as(AwsSessionCredentials session) {
    return new SignedCalls(http, runtime, control, StaticCredentialsProvider.create(session));
  }

  /** Posts JSON to the runtime. */
  AwsAnswer post(String path, String json, Map<String, String> headers) {
    return send(request(SdkHttpMethod.POST, runtime, path, headers), json, Clock.systemUTC());
  }

  /** Posts as somebody does whose clock is wrong. */
  AwsAnswer post(String path, String json, Duration ahead) {
    return send(
        request(SdkHttpMethod.POST, runtime, path, Map.of()),
        json,
        Clock.offset(Clock.systemUTC(), ahead));
  }

  /** Reads from the control plane. */
  AwsAnswer get(String path) {
    return send(request(SdkHttpMethod.GET, control, path, Map.of()), "", Clock.systemUTC());
  }

  private static SdkHttpFullRequest request(
      SdkHttpMethod method, URI base, String path, Map<String, String> headers) {
    var request = SdkHttpFullRequest.builder().method(method).uri(base).encodedPath(path);
    if (method == SdkHttpMethod.POST) {
      request.putHeader("Content-Type", "application/json");
    }
    headers.forEach(request::putHeader);
    return request.build();
  }

  private AwsAnswer send(SdkHttpFullRequest request, String body, Clock clock) {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var signed =
        AwsV4HttpSigner.create()
            .sign(
                each ->
                    each.identity(identity.resolveCredentials())
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(bytes))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, AwsAccount.REGION)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .request();
    var call =
        HttpRequest.newBuilder(signed.getUri())
            .timeout(TIMEOUT)
            .method(signed.method().name(), BodyPublishers.ofByteArray(bytes));
    signed.forEachHeader(
        (name, values) -> {
          if (!OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> call.header(name, value));
          }
        });
    try {
      var answer = http.send(call.build(), BodyHandlers.ofByteArray());
      return new AwsAnswer(answer.statusCode(), answer.headers(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
