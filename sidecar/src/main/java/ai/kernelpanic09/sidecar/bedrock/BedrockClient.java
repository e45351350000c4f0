package ai.kernelpanic09.sidecar.bedrock;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.core.endpoint.CallTimeouts;
import ai.kernelpanic09.sidecar.dns.HostAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Sends signed requests to Bedrock's runtime over kept-alive connections. */
public final class BedrockClient {

  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int KEEP_ALIVE_SECONDS = 50;

  /** Bedrock's addresses change, so even a connection in constant use must be replaced. */
  private static final int MAX_LIFETIME_SECONDS = 300;

  private final Vertx vertx;
  private final HttpClient http;
  private final HostAddresses addresses;
  private final ServerClock clock;
  private final RequestSigner signer;
  private final Set<String> warmed = new HashSet<>();

  /**
   * @param authorities that may prove Bedrock beside those that the JVM trusts
   * @param connections the most connections to one host; further requests wait for one
   */
  public BedrockClient(
      Vertx vertx,
      Clock clock,
      HostAddresses addresses,
      AwsAuthorities authorities,
      int connections) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.clock = new ServerClock(clock);
    signer = new RequestSigner(this.clock);
    http =
        vertx
            .httpClientBuilder()
            .with(options(authorities))
            .with(
                new PoolOptions()
                    .setHttp1MaxSize(connections)
                    .setMaxLifetimeUnit(TimeUnit.SECONDS)
                    .setMaxLifetime(MAX_LIFETIME_SECONDS))
            .withConnectHandler(LongSilence::survive)
            .build();
  }

  private static HttpClientOptions options(AwsAuthorities authorities) {
    var options =
        new HttpClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true)
            .setDecompressionSupported(false)
            .setMaxHeaderSize(16 << 10);
    if (!authorities.isEmpty()) {
      options.setTrustOptions(TrustOptions.wrap(authorities.trustManagers()[0]));
    }
    return options;
  }

  /** Opens a connection ahead of the first call. A failure is ignored: the call will try again. */
  public void warm(RuntimeTarget target) {
    if (warmed.add(target.host() + ":" + target.port())) {
      connect(target, HttpMethod.GET, "/ping")
          .compose(HttpClientRequest::send)
          .compose(HttpClientResponse::end);
    }
  }

  /**
   * Sends a request and waits for the whole answer.
   *
   * @param wanted whether a caller still waits for the answer; asked once, right before sending
   * @return the answer, whose status is 200; fails with a {@link BedrockException}
   */
  public Future<BedrockAnswer> send(
      RuntimeTarget target,
      SigningKeys keys,
      BedrockRequest request,
      CallTimeouts timeouts,
      BooleanSupplier wanted) {
    return start(target, keys, request, timeouts, wanted, new WholeBody());
  }

  /**
   * Sends a request and hands on the events of its answer one by one.
   *
   * @param wanted whether a caller still waits for the answer; asked once, right before sending
   * @return completes when the stream has ended; fails with a {@link BedrockException}
   */
  public Future<Void> stream(
      RuntimeTarget target,
      SigningKeys keys,
      BedrockRequest request,
      CallTimeouts timeouts,
      BooleanSupplier wanted,
      StreamListener listener) {
    return start(target, keys, request, timeouts, wanted, new EventIntake(listener));
  }

  private <T> Future<T> start(
      RuntimeTarget target,
      SigningKeys keys,
      BedrockRequest request,
      CallTimeouts timeouts,
      BooleanSupplier wanted,
      Intake<T> intake) {
    return new BedrockExchange<>(
            vertx,
            to -> {
              RequestSigner.copyHeaders(signer.sign(target, keys, request), to);
              request.unsigned().forEach(to::putHeader);
            },
            date -> clock.refused(target.host(), date),
            request.body(),
            intake,
            timeouts,
            wanted)
        .start(connect(target, HttpMethod.POST, request.path()));
  }

  private Future<HttpClientRequest> connect(RuntimeTarget target, HttpMethod method, String path) {
    return addresses
        .find(target.host(), target.port())
        .compose(
            address ->
                http.request(options(target, method, path).setServer(address))
                    .onFailure(e -> addresses.unreachable(target.host(), address)));
  }

  private static RequestOptions options(RuntimeTarget target, HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setSsl(target.tls())
        .setHost(target.host())
        .setPort(target.port())
        .setURI(path)
        .setFollowRedirects(false);
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return http.close();
  }

  /**
   * How long to wait before the {@code attempt}th retry, in milliseconds; {@code random}, from 0 to
   * 1, spreads the retries of different callers.
   */
  public static long backoffMillis(int attempt, double random) {
    var ceiling = Math.min(TimeUnit.SECONDS.toMillis(5), 100L << Math.min(attempt, 10));
    return ceiling / 2 + (long) (random * ceiling / 2);
  }
}
