package ai.kernelpanic09.e2e.sdk;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * STS and S3 on loopback, and a proxy before the sidecar. It records who signed each request, and
 * passes the sidecar's requests on to it, over the HTTP version with which they came.
 */
final class StubAws implements AutoCloseable {

  /** Access key id of the session that STS gives for the app's own role. */
  static final String APPS_ROLE = "ASIAAPPSOWNROLE00000";

  private static final Pattern SIGNER = Pattern.compile("Credential=([^/]+)/");

  private static final String SESSION =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>%s</AccessKeyId>
      <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
      <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>
      <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/app/s</Arn>
      <AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser>
      </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
      """
          .formatted(APPS_ROLE);

  private static final String BUCKETS =
      "<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets/></ListAllMyBucketsResult>";

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer sts;
  private final HttpServer s3;
  private final HttpServer door;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /**
   * @param sidecarPort the port of the sidecar's model API
   */
  StubAws(int sidecarPort) {
    sts = listening("sts", SESSION);
    s3 = listening("s3", BUCKETS);
    door =
        listen(
            request ->
                request
                    .body()
                    .onSuccess(body -> handOn(request, body, sidecarPort))
                    .onFailure(broken -> request.connection().close()));
  }

  String stsUrl() {
    return url(sts);
  }

  String s3Url() {
    return url(s3);
  }

  String sidecarUrl() {
    return url(door);
  }

  /** The requests in the order in which they came: service, method, path and signer. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  private void handOn(HttpServerRequest request, Buffer body, int port) {
    note("sidecar", request);
    var client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(request.version())
                .setHttp2ClearTextUpgrade(false));
    client
        .request(
            new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(request.method())
                .setURI(request.uri())
                .putHeader("content-type", "application/json"))
        .compose(handed -> handed.send(body))
        .compose(answer -> answer.body().map(text -> new Answer(answer.statusCode(), text)))
        .onSuccess(answer -> write(request, answer.status(), "application/json", answer.body()))
        .onFailure(failed -> write(request, 599, "text/plain", Buffer.buffer(failed.toString())));
  }

  private record Answer(int status, Buffer body) {}

  private HttpServer listening(String service, String answer) {
    return listen(
        request -> {
          note(service, request);
          write(request, 200, "application/xml", Buffer.buffer(answer));
        });
  }

  private HttpServer listen(Handler<HttpServerRequest> handler) {
    return vertx
        .createHttpServer()
        .requestHandler(handler)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private void note(String service, HttpServerRequest request) {
    var authorization = request.getHeader("authorization");
    var signer = SIGNER.matcher(authorization == null ? "" : authorization);
    var path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
    seen.add(
        "%s %s %s by %s"
            .formatted(
                service, request.method(), path, signer.find() ? signer.group(1) : "nobody"));
  }

  private static void write(HttpServerRequest request, int status, String type, Buffer body) {
    request.response().setStatusCode(status).putHeader("content-type", type).end(body);
  }

  private static String url(HttpServer server) {
    return "http://localhost:" + server.actualPort();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
