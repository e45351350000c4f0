package ai.kernelpanic09.sidecar.control;

import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAnswer;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.sidecar.dns.HostAddresses;
import ai.kernelpanic09.sidecar.dns.Lookup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls the operator's control API over TLS, and proves its pod by the projected token. */
public final class HttpControl implements ControlClient {

  private static final String SYNC = "/control/v1/sync";
  private static final String AUTHORIZE = "/control/v1/authorize";
  private static final String TEMPLATE = "/control/v1/template";
  private static final long TIMEOUT_MILLIS = 5_000;

  /** The address of a leader that is gone may swallow packets until another one leads. */
  private static final int CONNECT_MILLIS = 1_000;

  private static final int MISDIRECTED = 421;
  private static final int MAX_ANSWER_BYTES = 4 << 20;
  private static final int MAX_REFUSAL_CHARACTERS = 500;

  private final Vertx vertx;
  private final URI url;
  private final HostAddresses addresses;
  private final Identity identity;
  private @Nullable HttpClient http;
  private @Nullable Buffer trusted;

  /**
   * @param authorities the CAs that prove the operator; if there are none, those in the file {@code
   *     ca.crt} beside the token
   */
  public HttpControl(
      Vertx vertx, URI url, OperatorAuthorities authorities, Path identityDirectory) {
    this.vertx = vertx;
    addresses = new HostAddresses(vertx, Lookup.SYSTEM, System::nanoTime);
    this.url = url;
    identity = new Identity(vertx, identityDirectory, authorities, InstantSource.system());
  }

  @Override
  public Future<SyncAnswer> sync(SyncRequest request) {
    return post(SYNC, request, SyncAnswer.class);
  }

  @Override
  public Future<CallerVerdict> authorize(CallerCheck check) {
    return post(AUTHORIZE, check, CallerVerdict.class);
  }

  @Override
  public Future<TemplateAnswer> template(TemplateAsk ask) {
    return post(TEMPLATE, ask, TemplateAnswer.class);
  }

  @Override
  public Future<Void> close() {
    return http == null ? Future.succeededFuture() : http.close();
  }

  private <T> Future<T> post(String path, Object body, Class<T> answer) {
    return identity
        .read()
        .compose(proof -> send(path, body, proof))
        .compose(response -> receive(response, answer))
        .recover(
            e ->
                Future.failedFuture(
                    e instanceof ControlException
                        ? e
                        : new ControlException("the operator can't be reached: " + e, true)));
  }

  private Future<HttpClientResponse> send(String path, Object body, Identity.Proof proof) {
    Buffer content;
    try {
      content = Buffer.buffer(ControlJson.write(body));
    } catch (IOException e) {
      return Future.failedFuture(new ControlException("no request can be made: " + e));
    }
    var port = url.getPort() < 0 ? 443 : url.getPort();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(url.getHost())
            .setPort(port)
            .setURI(path)
            .setTimeout(TIMEOUT_MILLIS)
            .putHeader("authorization", "Bearer " + proof.token())
            .putHeader("content-type", "application/json");
    return addresses
        .find(url.getHost(), port)
        .compose(address -> send(content, options.setServer(address), address, client(proof.ca())));
  }

  private Future<HttpClientResponse> send(
      Buffer content, RequestOptions options, SocketAddress address, HttpClient by) {
    return by.request(options)
        .onFailure(e -> addresses.unreachable(url.getHost(), address))
        .compose(request -> request.send(content).onFailure(e -> distrust(by)));
  }

  /**
   * Lets no further request use the connections of {@code client}: they may all lead to a leader
   * that is gone, and each of them would cost another time-out.
   */
  private void distrust(HttpClient client) {
    if (client.equals(http)) {
      http = null;
      trusted = null;
      client.shutdown(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private HttpClient client(Buffer ca) {
    var current = http;
    if (current != null && ca.equals(trusted)) {
      return current;
    }
    if (current != null) {
      current.close();
    }
    current =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(ca))
                .setVerifyHost(true)
                .setConnectTimeout(CONNECT_MILLIS)
                .setSslHandshakeTimeout(TIMEOUT_MILLIS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS),
            new PoolOptions().setHttp1MaxSize(4));
    http = current;
    trusted = ca;
    return current;
  }

  private <T> Future<T> receive(HttpClientResponse response, Class<T> answer) {
    var received = Buffer.buffer();
    response.handler(
        part -> {
          received.appendBuffer(part);
          if (received.length() > MAX_ANSWER_BYTES) {
            response.request().reset();
          }
        });
    return response
        .end()
        .compose(
            end -> {
              if (response.statusCode() != 200) {
                // Another replica may lead by now, and only a new connection finds it.
                response.request().connection().close();
                return Future.failedFuture(
                    new ControlException(refusal(response, received), isPassing(response)));
              }
              try {
                return Future.succeededFuture(ControlJson.read(received.getBytes(), answer));
              } catch (IOException e) {
                return Future.failedFuture(
                    new ControlException("the operator's answer can't be read"));
              }
            });
  }

  /** Whether another leader, or the same one later, may answer otherwise. */
  private static boolean isPassing(HttpClientResponse response) {
    return response.statusCode() >= 500 || response.statusCode() == MISDIRECTED;
  }

  private static String refusal(HttpClientResponse response, Buffer body) {
    var text = body.toString().strip();
    return "the operator answered "
        + response.statusCode()
        + (text.isEmpty()
            ? ""
            : ": " + text.substring(0, Math.min(text.length(), MAX_REFUSAL_CHARACTERS)));
  }
}
