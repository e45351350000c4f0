package ai.kernelpanic09.simulator;

import ai.kernelpanic09.simulator.bill.Bill;
import ai.kernelpanic09.simulator.bill.Tariff;
import ai.kernelpanic09.simulator.catalog.CatalogApi;
import ai.kernelpanic09.simulator.catalog.ModelCatalog;
import ai.kernelpanic09.simulator.control.ControlApi;
import ai.kernelpanic09.simulator.guardrail.EnforcementApi;
import ai.kernelpanic09.simulator.guardrail.GuardrailApi;
import ai.kernelpanic09.simulator.guardrail.GuardrailStore;
import ai.kernelpanic09.simulator.iam.Directory;
import ai.kernelpanic09.simulator.runtime.ModelAccess;
import ai.kernelpanic09.simulator.runtime.RuntimeApi;
import ai.kernelpanic09.simulator.runtime.RuntimeApi.Stage;
import ai.kernelpanic09.simulator.shape.ServiceModel;
import ai.kernelpanic09.simulator.shape.ShapeCheck;
import ai.kernelpanic09.simulator.signature.SignatureV4;
import ai.kernelpanic09.simulator.sts.SecurityTokenService;
import ai.kernelpanic09.simulator.tls.Authority;
import ai.kernelpanic09.simulator.wire.AwsRequest;
import ai.kernelpanic09.simulator.wire.Connections;
import ai.kernelpanic09.simulator.wire.IdSource;
import ai.kernelpanic09.simulator.wire.Resource;
import ai.kernelpanic09.simulator.wire.ShiftedClock;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A running simulator: Bedrock, its control plane and STS on one port. */
public final class Simulator implements AutoCloseable {
  private static final int MAX_HEADER = 64 * 1024;

  private final Vertx vertx;
  private final SimulatorConfig config;
  private final int port;
  private final Bill bill;
  private final Stage stage;
  private final ControlApi control;
  private final Optional<Authority> authority;

  private Simulator(
      Vertx vertx,
      SimulatorConfig config,
      int port,
      Bill bill,
      Stage stage,
      ControlApi control,
      Optional<Authority> authority) {
    this.vertx = vertx;
    this.config = config;
    this.port = port;
    this.bill = bill;
    this.stage = stage;
    this.control = control;
    this.authority = authority;
  }

  /**
   * Starts a simulator and returns when it listens.
   *
   * @throws IllegalStateException when it cannot listen
   */
  public static Simulator start(SimulatorConfig config) {
    var clock = new ShiftedClock(config.clock());
    var ids = new IdSource(config.seed());
    var bill = new Bill(config.keptCalls());
    var prices = new Tariff();
    var directory = new Directory();
    var catalog = new ModelCatalog();
    var access = new ModelAccess(catalog);
    var controlShapes = new ShapeCheck(ServiceModel.control());
    var guardrails = new GuardrailStore(clock, ids);
    var stage = Stage.empty(clock);
    var runtime = new RuntimeApi(access, guardrails, stage, clock, config.seed());
    var guardrailApi = new GuardrailApi(controlShapes, guardrails, stage.faults()::strike);
    var enforcementApi = new EnforcementApi(controlShapes, guardrails, stage.faults()::strike, ids);
    var catalogApi = new CatalogApi(controlShapes, catalog, access::of);
    var aws =
        new AwsFront(
            new SignatureV4(directory, clock),
            new SecurityTokenService(directory, clock, ids),
            List.of(
                runtime::handle, catalogApi::handle, guardrailApi::handle, enforcementApi::handle),
            ids);
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(config.eventLoops())
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1));
    var connections = new Connections(vertx);
    var authority =
        config.tlsNames().isEmpty()
            ? Optional.<Authority>empty()
            : Optional.of(new Authority(config.clock().instant()));
    var control =
        new ControlApi(
            bill,
            directory,
            catalog,
            access,
            guardrails,
            stage,
            connections,
            authority.map(Authority::certificate).orElse(""),
            clock,
            ids);
    var front = new HttpFront(vertx, connections, aws, control, bill, prices, clock);
    var options = options(config, authority);
    // With a negative port Vert.x chooses a free one, which all instances of the deployment share.
    int wanted = config.port() == 0 ? -1 : config.port();
    options.setPort(wanted);
    var port = new AtomicInteger();
    try {
      vertx
          .deployVerticle(
              () -> new Listener(front, options, port),
              new DeploymentOptions().setInstances(config.eventLoops()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      vertx.close();
      throw new IllegalStateException(
          "cannot listen on %s:%d (%s): choose another port, 0 for any free one"
              .formatted(config.bindAddress(), config.port(), e.getMessage()),
          e);
    }
    return new Simulator(vertx, config, port.get(), bill, stage, control, authority);
  }

  private static HttpServerOptions options(SimulatorConfig config, Optional<Authority> authority) {
    var options =
        new HttpServerOptions()
            .setHost(config.bindAddress())
            .setHandle100ContinueAutomatically(true)
            .setHttp2ClearTextEnabled(true)
            .setMaxHeaderSize(MAX_HEADER)
            .setMaxInitialLineLength(MAX_HEADER);
    authority
        .map(a -> a.server(config.tlsNames()))
        .ifPresent(
            server ->
                options
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .addCertValue(Buffer.buffer(server.certificate()))
                            .addKeyValue(Buffer.buffer(server.key()))));
    return options;
  }

  public int port() {
    return port;
  }

  /** The URL that an SDK takes as the endpoint of all services. */
  public String url() {
    return (config.tlsNames().isEmpty() ? "http://" : "https://")
        + config.bindAddress()
        + ":"
        + port;
  }

  /**
   * The certificate, in PEM, that a caller has to trust.
   *
   * @throws IllegalStateException when this does not speak TLS
   */
  public String authority() {
    return authority
        .map(Authority::certificate)
        .orElseThrow(() -> new IllegalStateException("tls-ca: without tls-names there is no TLS"));
  }

  /** The bill so far. */
  public Bill bill() {
    return bill;
  }

  /** The answers, quotas and faults of models; tests set them. */
  public Stage stage() {
    return stage;
  }

  /** Loads the quickstart's identities: account 123456789012, role bedrock-invoker, user demo. */
  public void demo() {
    control("POST", "seed", Resource.json(Simulator.class, "demo.json").encode());
  }

  /**
   * The test control without HTTP, with the same documents as {@code POST /_sim/…}.
   *
   * @param path the path after {@code /_sim/}, with its query
   * @return the answer's JSON
   * @throws IllegalArgumentException when the control refuses the document
   */
  public String control(String method, String path, String json) {
    int query = path.indexOf('?');
    var request =
        new AwsRequest(
            method,
            "/_sim/" + (query < 0 ? path : path.substring(0, query)),
            query < 0 ? "" : path.substring(query + 1),
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(json));
    var reply = control.handle(request);
    var body = reply.parts().getFirst().toString(StandardCharsets.UTF_8);
    if (reply.status() != 200) {
      throw new IllegalArgumentException(body);
    }
    return body;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** One server per event loop, all on one port. */
  private static final class Listener extends AbstractVerticle {
    private final HttpFront front;
    private final HttpServerOptions options;
    private final AtomicInteger port;

    Listener(HttpFront front, HttpServerOptions options, AtomicInteger port) {
      this.front = front;
      this.options = options;
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      vertx
          .createHttpServer(options)
          .connectionHandler(front::connected)
          .requestHandler(front)
          .listen()
          .onSuccess(server -> port.set(server.actualPort()))
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }
}
