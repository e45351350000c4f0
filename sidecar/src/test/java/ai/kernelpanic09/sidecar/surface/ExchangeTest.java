package ai.kernelpanic09.sidecar.surface;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.kernelpanic09.core.aws.AwsAuthorities;
import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.body.ReceivedBytes;
import ai.kernelpanic09.sidecar.call.CallAnswer;
import ai.kernelpanic09.sidecar.call.CallEngine;
import ai.kernelpanic09.sidecar.converse.ConverseReply;
import ai.kernelpanic09.sidecar.dns.HostAddresses;
import ai.kernelpanic09.sidecar.dns.Lookup;
import ai.kernelpanic09.sidecar.endpoint.EndpointMeters;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.failure.CallFailure;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import ai.kernelpanic09.sidecar.surface.own.ErrorWriter;
import ai.kernelpanic09.sidecar.surface.own.InvokeReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exchange gives back what it took, even when its surface fails. */
class ExchangeTest {

  private static final EndpointName NAME = EndpointName.parse("ns/endpoint");

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private MappedJournal journal;
  private ServedEndpoint endpoint;
  private CallEngine engine;
  private Exchanges exchanges;
  private URI address;

  @BeforeEach
  void start() throws Exception {
    journal = MappedJournal.open(directory, "boot", () -> "i1");
    var endpoints =
        new Endpoints(
            journal, name -> EndpointMeters.NONE, CircuitBreaker::new, InstantSource.system());
    endpoint = requireNonNull(endpoints.add(NAME));
    var addresses = new HostAddresses(vertx, Lookup.SYSTEM, NanoClock.SYSTEM::nanos);
    var bedrock = new BedrockClient(vertx, Clock.systemUTC(), addresses, AwsAuthorities.NONE, 1);
    engine =
        new CallEngine(vertx, bedrock, NanoClock.SYSTEM, new Random(1), endpoints, changed -> {});
    exchanges =
        new Exchanges(
            vertx,
            engine,
            new NoAccess(),
            EndpointMeters.NONE,
            new SurfaceLimits(1 << 20, 8 << 20, 1, 30_000, 5_000, 30_000),
            NanoClock.SYSTEM,
            new Random(1));
    var server = vertx.createHttpServer().requestHandler(this::serve);
    var port = result(server.listen(0, "127.0.0.1")).actualPort();
    address = URI.create("http://127.0.0.1:" + port);
  }

  /** Nobody asks for access here. */
  private static final class NoAccess implements CallerAccess {
    @Override
    public Future<Granted> check(EndpointName name, HttpServerRequest request) {
      throw new IllegalStateException("not asked here");
    }

    @Override
    public boolean isKnown(HttpServerRequest request) {
      return true;
    }

    @Override
    public List<ServedEndpoint> offered() {
      return List.of();
    }
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdownNow();
    result(vertx.close());
    journal.close();
  }

  private static <T> T result(Future<T> begun) throws Exception {
    return begun.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private void serve(HttpServerRequest request) {
    var exchange = exchanges.begin("test", ErrorWriter.FORM, request);
    if (!exchange.admit()) {
      return;
    }
    exchange.enter(new CallerAccess.Granted(endpoint, "workload", ""));
    exchange
        .body(
            exchange.limit(),
            size -> 0,
            (ReceivedBytes body) -> InvokeReader.read(body, exchange.memory()))
        .onSuccess(read -> exchange.call(read.request(), new FailingWriter()));
  }

  private record FailingWriter() implements AnswerWriter<ConverseReply> {

    @Override
    public void answered(CallAnswer<ConverseReply> answer) {
      throw new IllegalStateException("an answer that can't be written");
    }

    @Override
    public void failed(CallFailure failure) {
      throw new IllegalStateException("a failure that can't be written");
    }
  }

  /** On the event loop, which owns all of it. */
  private <T> T onLoop(Callable<T> read) {
    var done = new CompletableFuture<T>();
    vertx
        .getOrCreateContext()
        .runOnContext(
            on -> {
              try {
                done.complete(read.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    return done.orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void aSurfaceThatFailsCostsItsConnectionAndNothingElse() throws Exception {
    for (var round = 0; round < 3; round++) {
      var body = InvokeReader.body("hello", 10, false);
      var request =
          HttpRequest.newBuilder(address)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      var answer = client.sendAsync(request, BodyHandlers.ofString());
      await().until(() -> onLoop(() -> endpoint.gate().waiting()) == 1);

      var later = NanoClock.SYSTEM.nanos() + TimeUnit.MINUTES.toNanos(1);
      onLoop(
          () -> {
            endpoint.gate().expire(later);
            return true;
          });

      assertThat(answer)
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableThat()
          .withCauseInstanceOf(IOException.class);
      assertThat(onLoop(() -> engine.underWay())).isZero();
    }
  }
}
