package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.desk.DeskEndpoint;
import ai.kernelpanic09.core.desk.DeskStore;
import ai.kernelpanic09.core.desk.LedgerDesk;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.core.protocol.CallerCheck;
import ai.kernelpanic09.core.protocol.CallerVerdict;
import ai.kernelpanic09.core.protocol.EndpointSync;
import ai.kernelpanic09.core.protocol.OverrunReport;
import ai.kernelpanic09.core.protocol.SessionCredentials;
import ai.kernelpanic09.core.protocol.SyncAnswer;
import ai.kernelpanic09.core.protocol.SyncRequest;
import ai.kernelpanic09.core.protocol.TemplateAsk;
import ai.kernelpanic09.core.protocol.Unanswered;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stands in for the operator: a TLS server on the real ledger. The token is the holder's name. */
public final class TestControl implements AutoCloseable {

  private final ObjectMapper json = new ObjectMapper();
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpServer server;
  private final TestCertificate certificate;
  private final AtomicInteger syncs = new AtomicInteger();
  private volatile SessionCredentials keys = SimulatedBedrock.KEYS;
  private final AtomicInteger checks = new AtomicInteger();
  private final AtomicInteger templatesAsked = new AtomicInteger();
  private final TestPrompts prompts = new TestPrompts();
  private volatile LedgerDesk desk;
  private final AtomicInteger refusals = new AtomicInteger();
  private final Set<HttpConnection> seen = ConcurrentHashMap.newKeySet();
  private final Set<HttpConnection> dead = ConcurrentHashMap.newKeySet();
  private final AtomicInteger updates = new AtomicInteger();
  private final Map<EndpointName, OverrunReport> overruns = new ConcurrentHashMap<>();
  private final Set<EndpointName> keptBack = ConcurrentHashMap.newKeySet();
  private volatile int refuseWith;
  private volatile @Nullable EndpointName unanswered;
  private volatile Function<CallerCheck, CallerVerdict> verdicts =
      check -> new CallerVerdict(false, "NotAllowed", "nobody may", null, 0);

  public TestControl(TestCertificate certificate, DeskEndpoint... endpoints) {
    this.certificate = certificate;
    desk = desk(endpoints);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PfxOptions()
                            .setPath(certificate.keyStore().toString())
                            .setPassword(certificate.password())))
            .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)));
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private LedgerDesk desk(DeskEndpoint... endpoints) {
    try {
      return new LedgerDesk(
          List.of(endpoints), DeskStore.inMemory(), name -> keys, InstantSource.system());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(HttpServerRequest request, Buffer body) {
    seen.add(request.connection());
    if (dead.contains(request.connection())) {
      return;
    }
    if (refuseWith != 0) {
      refusals.incrementAndGet();
      request.response().setStatusCode(refuseWith).end();
      return;
    }
    var token = String.valueOf(request.getHeader("authorization")).replace("Bearer ", "");
    try {
      var answer =
          switch (request.path()) {
            case "/control/v1/sync" -> {
              syncs.incrementAndGet();
              yield sync(json.readValue(body.getBytes(), SyncRequest.class), token);
            }
            case "/control/v1/template" -> {
              templatesAsked.incrementAndGet();
              yield prompts.answer(json.readValue(body.getBytes(), TemplateAsk.class));
            }
            case "/control/v1/authorize" -> {
              checks.incrementAndGet();
              yield verdicts.apply(json.readValue(body.getBytes(), CallerCheck.class));
            }
            default -> throw new IOException("no such path");
          };
      request.response().end(Buffer.buffer(json.writeValueAsBytes(answer)));
    } catch (IOException e) {
      request.response().setStatusCode(400).end(String.valueOf(e.getMessage()));
    }
  }

  private SyncAnswer sync(SyncRequest request, String token) throws IOException {
    for (var each : request.endpoints()) {
      Optional.ofNullable(each.boundOverrun())
          .ifPresentOrElse(
              overrun -> overruns.put(each.endpoint(), overrun),
              () -> overruns.remove(each.endpoint()));
      if (each.keepsCallsBack()) {
        keptBack.add(each.endpoint());
      } else {
        keptBack.remove(each.endpoint());
      }
    }
    var answer = desk.answer(request, token, "Deployment/" + token);
    return new SyncAnswer(
        answer.protocol(),
        answer.epoch(),
        answer.seq(),
        answer.renewAfterMillis(),
        answer.endpoints().stream().filter(each -> !isUnanswered(each.endpoint())).toList(),
        prompts.news(request.revisions()),
        request.endpoints().stream()
            .map(EndpointSync::endpoint)
            .filter(this::isUnanswered)
            .map(each -> new Unanswered(each, "Unavailable", "it is being reconciled"))
            .toList());
  }

  private boolean isUnanswered(EndpointName name) {
    return name.equals(unanswered);
  }

  /** From now on syncs leave this endpoint unanswered; null ends that. */
  public void unanswered(@Nullable EndpointName name) {
    unanswered = name;
  }

  /** The keys that endpoints are given from now on. */
  public void keys(SessionCredentials given) {
    keys = given;
  }

  public TestPrompts prompts() {
    return prompts;
  }

  public URI url() {
    return URI.create("https://localhost:" + server.actualPort());
  }

  public String ca() {
    return certificate.pem();
  }

  /** Whether the last report on the endpoint told that calls are kept back. */
  public boolean keepsCallsBack(EndpointName name) {
    return keptBack.contains(name);
  }

  private DeskEndpoint changed(DeskEndpoint endpoint) {
    return new DeskEndpoint(
        endpoint.name(),
        endpoint.limits().named("u" + updates.incrementAndGet()),
        endpoint.terms());
  }

  /** What the last report on the endpoint told of a call above its worst case. */
  public Optional<OverrunReport> overrun(EndpointName name) {
    return Optional.ofNullable(overruns.get(name));
  }

  /** Has the endpoints served under other limits; their ledgers stay as they are. */
  public void update(DeskEndpoint... endpoints) {
    try {
      desk.replace(Stream.of(endpoints).map(this::changed).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int syncs() {
    return syncs.get();
  }

  public int checks() {
    return checks.get();
  }

  public int templatesAsked() {
    return templatesAsked.get();
  }

  /** From now on every request is refused with this status; 0 ends that. */
  public void refuseWith(int status) {
    refuseWith = status;
  }

  /** How many requests have been refused. */
  public int refusals() {
    return refusals.get();
  }

  /** The number of connections that requests have come by. */
  public int connections() {
    return seen.size();
  }

  /** From now on nothing is answered on the present connections: their leader is gone. */
  public void abandonConnections() {
    dead.addAll(seen);
  }

  public void verdicts(Function<CallerCheck, CallerVerdict> by) {
    verdicts = by;
  }

  /** Forgets all leases, as a restore from an old backup does. */
  public void forget(DeskEndpoint... endpoints) {
    desk = desk(endpoints);
  }

  public Money spent(EndpointName name) {
    var daily = view(name).budget().daily();
    return daily == null ? Money.ZERO : daily.spent();
  }

  public Money leased(EndpointName name) {
    var daily = view(name).budget().daily();
    return daily == null ? Money.ZERO : daily.leased();
  }

  public Money estimated(EndpointName name) {
    return view(name).budget().windows().getFirst().estimated();
  }

  public long invocations(EndpointName name) {
    return view(name).usage().invocations();
  }

  private DurableLedger view(EndpointName name) {
    for (var each : desk.ledgers().entrySet()) {
      if (each.getKey().name().equals(name)) {
        return DurableLedger.of(
            each.getValue(), each.getKey().terms(), InstantSource.system().millis());
      }
    }
    throw new IllegalArgumentException("no endpoint " + name);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
