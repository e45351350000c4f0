package ai.kernelpanic09.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Sends signed requests without a service client, also such as no client would send. */
record Wire(DemoAccount world, AwsCredentials credentials, String service, String region) {

  static Wire bedrock(DemoAccount world, AwsCredentials credentials) {
    return new Wire(world, credentials, "bedrock", "us-east-1");
  }

  /** A signed SDK request, whose headers must be sent unchanged. */
  SdkHttpRequest sign(String method, String rawPath, String body, Map<String, String> headers) {
    var uri = URI.create(world.simulator().url());
    var request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .protocol("http")
            .host(uri.getHost())
            .port(uri.getPort())
            .encodedPath(rawPath);
    headers.forEach(request::putHeader);
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    return AwsV4HttpSigner.create()
        .sign(
            r ->
                r.identity(credentials)
                    .request(request.build())
                    .payload(ContentStreamProvider.fromByteArray(bytes))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region))
        .request();
  }

  HttpResponse<byte[]> post(String rawPath, String body) {
    return send(sign("POST", rawPath, body, Map.of("content-type", "application/json")), body);
  }

  HttpResponse<byte[]> send(SdkHttpRequest signed, String body) {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request(signed, body), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpRequest request(SdkHttpRequest signed, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(world.simulator().url() + signed.encodedPath()))
            .method(signed.method().name(), HttpRequest.BodyPublishers.ofString(body));
    signed
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                values.forEach(v -> request.header(name, v));
              }
            });
    return request.build();
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
