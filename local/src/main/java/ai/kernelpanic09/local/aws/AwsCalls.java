package ai.kernelpanic09.local.aws;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.core.aws.Partition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Sends the few signed requests that local mode needs to set up endpoints. Blocks. */
public final class AwsCalls {

  private static final int TIMEOUT_MILLIS = 10_000;

  private final @Nullable String endpointUrl;
  private final @Nullable SSLSocketFactory tls;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /**
   * @param endpointUrl base URL of all services; null for AWS's own addresses
   */
  public AwsCalls(@Nullable String endpointUrl) {
    this(endpointUrl, AwsAuthorities.NONE);
  }

  /**
   * @param endpointUrl likewise
   * @param authorities that may prove AWS beside those that the JVM trusts
   */
  public AwsCalls(@Nullable String endpointUrl, AwsAuthorities authorities) {
    this.endpointUrl = endpointUrl;
    tls = authorities.isEmpty() ? null : trusting(authorities);
  }

  private static SSLSocketFactory trusting(AwsAuthorities authorities) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, authorities.trustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }

  /**
   * Sends a request.
   *
   * @param service first label of the host; its part before the first dash is the signing name
   * @param body null for none
   * @return the body of an answer with a status of 2xx
   * @throws AwsException with the service's error, when there is no such answer
   */
  String send(
      String service,
      String region,
      AwsCredentialsIdentity identity,
      SdkHttpMethod method,
      String path,
      Map<String, String> query,
      String contentType,
      @Nullable String body)
      throws AwsException {
    var content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    var unsigned =
        SdkHttpRequest.builder()
            .method(method)
            .uri(URI.create(base(service, region)))
            .encodedPath(path)
            .putHeader("content-type", contentType);
    query.forEach(unsigned::putRawQueryParameter);
    var signed =
        signer
            .sign(
                request ->
                    request
                        .identity(identity)
                        .request(unsigned.build())
                        .payload(() -> new ByteArrayInputStream(content))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
            .request();
    var call = service + " " + method + " " + path;
    try {
      return exchange(signed, content, body != null, call);
    } catch (AwsException e) {
      throw e;
    } catch (IOException e) {
      throw AwsErrors.unreachable(base(service, region), e);
    }
  }

  private String exchange(SdkHttpRequest signed, byte[] content, boolean hasBody, String call)
      throws IOException {
    var connection = (HttpURLConnection) signed.getUri().toURL().openConnection();
    try {
      if (tls != null && connection instanceof HttpsURLConnection secured) {
        secured.setSSLSocketFactory(tls);
      }
      connection.setRequestMethod(signed.method().name());
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      signed.forEachHeader(
          (name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
              connection.setRequestProperty(name, String.join(",", values));
            }
          });
      if (hasBody) {
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(content);
        }
      }
      return answer(connection, call);
    } finally {
      connection.disconnect();
    }
  }

  private static String answer(HttpURLConnection connection, String call) throws IOException {
    var status = connection.getResponseCode();
    var fine = status / 100 == 2;
    try (var in = fine ? connection.getInputStream() : connection.getErrorStream()) {
      var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!fine) {
        throw AwsErrors.of(call, status, connection.getHeaderField("x-amzn-ErrorType"), text);
      }
      return text;
    }
  }

  private String base(String service, String region) {
    return endpointUrl == null ? "https://" + Partition.host(service, region) : endpointUrl;
  }
}
