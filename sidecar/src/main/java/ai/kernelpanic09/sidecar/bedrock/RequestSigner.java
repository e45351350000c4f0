package ai.kernelpanic09.sidecar.bedrock;

import io.vertx.core.http.HttpClientRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/** Signs requests as AWS demands: Signature Version 4, with the path encoded twice. */
final class RequestSigner {

  private static final String SIGNING_NAME = "bedrock";

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final ServerClock clock;

  RequestSigner(ServerClock clock) {
    this.clock = clock;
  }

  /** Signs a request; the result's headers are the ones to send. */
  SdkHttpRequest sign(RuntimeTarget target, SigningKeys keys, BedrockRequest toSign) {
    var unsigned =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .protocol(target.tls() ? "https" : "http")
            .host(target.host())
            .port(target.port())
            .encodedPath(toSign.path())
            .putHeader("content-type", "application/json");
    toSign.headers().forEach(unsigned::putHeader);
    return signer
        .sign(
            request ->
                request
                    .identity(keys.identity())
                    .request(unsigned.build())
                    .payload(toSign.body()::open)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SIGNING_NAME)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, target.region())
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock.of(target.host())))
        .request();
  }

  /** Copies the signed headers to a request, except {@code host}, which the client sets itself. */
  static void copyHeaders(SdkHttpRequest signed, HttpClientRequest to) {
    signed.forEachHeader(
        (name, values) -> {
          if (!name.equalsIgnoreCase("host")) {
            to.putHeader(name, values);
          }
        });
  }
}
