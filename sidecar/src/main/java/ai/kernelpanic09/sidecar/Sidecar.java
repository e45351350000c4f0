package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.breaker.CircuitBreaker;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.SidecarConfig.Mode;
import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.call.CallEngine;
import ai.kernelpanic09.sidecar.control.ControlClient;
import ai.kernelpanic09.sidecar.control.OperatorWait;
import ai.kernelpanic09.sidecar.control.SyncLoop;
import ai.kernelpanic09.sidecar.dns.HostAddresses;
import ai.kernelpanic09.sidecar.dns.Lookup;
import ai.kernelpanic09.sidecar.endpoint.Endpoints;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import ai.kernelpanic09.sidecar.endpoint.ServedEndpoint;
import ai.kernelpanic09.sidecar.gateway.GatewayAccess;
import ai.kernelpanic09.sidecar.journal.MappedJournal;
import ai.kernelpanic09.sidecar.metrics.HealthApi;
import ai.kernelpanic09.sidecar.metrics.SidecarMetrics;
import ai.kernelpanic09.sidecar.prompt.Prompts;
import ai.kernelpanic09.sidecar.surface.CallerAccess;
import ai.kernelpanic09.sidecar.surface.ErrorForms;
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.ModelApi;
import ai.kernelpanic09.sidecar.surface.ModelsSurface;
import ai.kernelpanic09.sidecar.surface.OwnHost;
import ai.kernelpanic09.sidecar.surface.PlaceholderCredentials;
import ai.kernelpanic09.sidecar.surface.PodAccess;
import ai.kernelpanic09.sidecar.surface.Surface;
import ai.kernelpanic09.sidecar.surface.anthropic.AnthropicErrors;
import ai.kernelpanic09.sidecar.surface.anthropic.AnthropicRates;
import ai.kernelpanic09.sidecar.surface.anthropic.CountSurface;
import ai.kernelpanic09.sidecar.surface.anthropic.MessagesSurface;
import ai.kernelpanic09.sidecar.surface.anthropic.ModelPage;
import ai.kernelpanic09.sidecar.surface.bedrock.BedrockErrors;
import ai.kernelpanic09.sidecar.surface.bedrock.BedrockSurface;
import ai.kernelpanic09.sidecar.surface.bedrock.GuardrailSurface;
import ai.kernelpanic09.sidecar.surface.openai.ChatSurface;
import ai.kernelpanic09.sidecar.surface.openai.EmbeddingsSurface;
import ai.kernelpanic09.sidecar.surface.openai.InputTokensSurface;
import ai.kernelpanic09.sidecar.surface.openai.ModelList;
import ai.kernelpanic09.sidecar.surface.openai.OpenAiErrors;
import ai.kernelpanic09.sidecar.surface.openai.ResponsesSurface;
import ai.kernelpanic09.sidecar.surface.own.ErrorWriter;
import ai.kernelpanic09.sidecar.surface.own.InvokeSurface;
import ai.kernelpanic09.sidecar.surface.own.RenderSurface;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running process: its parts, put together. All of them live on one event loop. */
public final class Sidecar {

  private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);

  private final Vertx vertx;
  private final SidecarConfig config;
  private final ControlClient control;
  private final MappedJournal journal;
  private final BedrockClient bedrock;
  private final Endpoints endpoints;
  private final PodAccess podAccess;
  private final SyncLoop sync;
  private final Listeners listeners;
  private final Supplier<HttpServer> health;
  private final Drain drain;
  private int modelPort;
  private int healthPort;

  private Sidecar(Vertx vertx, SidecarConfig config, Environment environment) {
    this.vertx = vertx;
    this.config = config;
    control = environment.control();
    journal = environment.journal();
    var served = config.served();
    var metrics = new SidecarMetrics(served.workload());
    endpoints = new Endpoints(journal, metrics::of, environment.breakers(), InstantSource.system());
    served.endpoints().forEach(endpoints::add);
    podAccess = new PodAccess(endpoints, served.endpoints(), served.workload());
    bedrock = bedrock(vertx, config);
    var limits = config.capacity().surface();
    var wait = new OperatorWait(vertx, NanoClock.SYSTEM, environment.random());
    var prompts = new Prompts(vertx, control, wait, NanoClock.SYSTEM, limits.maxRenderedBytes());
    sync =
        new SyncLoop(
            vertx,
            control,
            endpoints,
            journal,
            environment.version(),
            NanoClock.SYSTEM,
            environment.random(),
            new SyncLoop.Listeners(this::prepare, prompts));
    var engine =
        new CallEngine(
            vertx, bedrock, NanoClock.SYSTEM, environment.random(), endpoints, sync::changed);
    var exchanges =
        new Exchanges(
            vertx,
            engine,
            access(wait),
            metrics.ofUnknown(),
            limits,
            NanoClock.SYSTEM,
            environment.random());
    var rates = new AnthropicRates(InstantSource.system());
    var surfaces =
        new ArrayList<Surface>(
            List.of(
                new InvokeSurface(exchanges),
                new RenderSurface(exchanges, prompts, metrics::rendered),
                new ChatSurface(exchanges, InstantSource.system()),
                new ResponsesSurface(exchanges, InstantSource.system()),
                new InputTokensSurface(exchanges),
                new EmbeddingsSurface(exchanges),
                new CountSurface(exchanges, rates),
                new BedrockSurface(exchanges),
                new GuardrailSurface(exchanges),
                new MessagesSurface(exchanges, rates)));
    surfaces.addAll(ModelsSurface.of(exchanges, new ModelPage(), new ModelList()));
    var modelApi = modelApi(surfaces, environment.random());
    listeners =
        new Listeners(
            vertx,
            config.mode() == Mode.LOCAL ? new OwnHost(modelApi) : modelApi,
            modelApi::refuseBroken);
    drain = new Drain(vertx, config.ending(), engine, listeners, sync);
    measure(metrics, engine);
    health = () -> HealthApi.server(vertx, metrics, () -> !drain.hasBegun(), environment.status());
  }

  private static BedrockClient bedrock(Vertx vertx, SidecarConfig config) {
    var addresses = new HostAddresses(vertx, Lookup.SYSTEM, NanoClock.SYSTEM::nanos);
    return new BedrockClient(
        vertx,
        Clock.systemUTC(),
        addresses,
        config.awsAuthorities(),
        config.capacity().maxConnections());
  }

  private CallerAccess access(OperatorWait wait) {
    return config.mode() == Mode.GATEWAY
        ? new GatewayAccess(control, wait, endpoints, NanoClock.SYSTEM)
        : podAccess;
  }

  /** The forms of errors to requests that no surface serves. */
  private static ErrorForms errorForms() {
    return new ErrorForms(ErrorWriter.FORM)
        .under("/v1/", "anthropic-version", AnthropicErrors.FORM)
        .under("/v1/", OpenAiErrors.FORM)
        .under("/model/", BedrockErrors.FORM)
        .under("/guardrail/", BedrockErrors.FORM)
        .under("/", "x-amz-date", BedrockErrors.FORM)
        .under("/", "amz-sdk-invocation-id", BedrockErrors.FORM);
  }

  private ModelApi modelApi(List<Surface> surfaces, RandomGenerator random) {
    return new ModelApi(
        vertx,
        surfaces,
        errorForms(),
        config.mode() == Mode.GATEWAY ? null : new PlaceholderCredentials(InstantSource.system()),
        random,
        config.ending().quitOffered() ? this::drain : null);
  }

  private void measure(SidecarMetrics metrics, CallEngine engine) {
    metrics.gauge("proxy_calls_in_flight", "Calls that are not settled yet", engine::underWay);
    metrics.gauge(
        "proxy_circuits_open",
        "Endpoints whose model keeps failing, so that calls are kept back",
        () -> {
          var now = NanoClock.SYSTEM.nanos();
          return endpoints.all().stream().filter(each -> each.breakers().isOpen(now)).count();
        });
  }

  /** Opens a connection ahead of the first call, and has the endpoint's fallbacks served too. */
  private void prepare(ServedEndpoint endpoint) {
    var limits = endpoint.gate().limits();
    if (limits != null) {
      for (var name : limits.fallbacks()) {
        endpoints.add(new EndpointName(endpoint.name().namespace(), name));
      }
      try {
        bedrock.warm(endpoint.revision(limits).target());
      } catch (IllegalArgumentException e) {
        LOG.warn(
            "event=address_unusable endpoint={} reason=\"{}\"", endpoint.name(), e.getMessage());
      }
    }
  }

  /**
   * The parts that a process is given from outside.
   *
   * @param status makes a report for people, shown by the health listener; null for none
   * @param breakers makes the circuit breakers of endpoints
   */
  public record Environment(
      ControlClient control,
      MappedJournal journal,
      RandomGenerator random,
      String version,
      @Nullable Supplier<String> status,
      Supplier<CircuitBreaker> breakers) {

    /** An environment with circuit breakers as they are meant to be. */
    public Environment(
        ControlClient control,
        MappedJournal journal,
        RandomGenerator random,
        String version,
        @Nullable Supplier<String> status) {
      this(control, journal, random, version, status, CircuitBreaker::new);
    }
  }

  /** Starts a process; the future completes when it listens. */
  public static Future<Sidecar> start(Vertx vertx, SidecarConfig config, Environment environment) {
    var started = Promise.<Sidecar>promise();
    vertx
        .getOrCreateContext()
        .runOnContext(on -> new Sidecar(vertx, config, environment).listen().onComplete(started));
    return started.future();
  }

  private Future<Sidecar> listen() {
    var modelApi =
        config.mode() == Mode.GATEWAY
            ? listeners.listenEverywhere(config.ports().modelApi())
            : listeners.listenOnLoopback(config.ports().modelApi());
    return modelApi
        .compose(
            port -> {
              modelPort = port;
              return config.mode() == Mode.LOCAL
                  ? Listeners.listenOnLoopback(health, config.ports().health())
                  : Listeners.listenEverywhere(health, config.ports().health());
            })
        .map(
            port -> {
              healthPort = port;
              sync.wake();
              LOG.info(
                  "event=started mode={} endpoints={} modelPort={} healthPort={} pod={}",
                  config.mode(),
                  config.served().endpoints(),
                  modelPort,
                  healthPort,
                  config.served().pod());
              return this;
            });
  }

  /**
   * Serves the endpoints {@code names} and no others to the pod from now on, as the operator now
   * describes them.
   */
  public void serve(Set<EndpointName> names) {
    vertx.runOnContext(
        on -> {
          names.forEach(endpoints::add);
          podAccess.give(names);
          sync.renewAll();
        });
  }

  public int modelPort() {
    return modelPort;
  }

  public int healthPort() {
    return healthPort;
  }

  /**
   * Ends serving in order: takes no more calls, lets those under way finish, and returns their
   * unused dollars with a last report. Completes when that is done or the time for it is up.
   */
  public Future<Void> drain() {
    vertx.runOnContext(on -> drain.begin());
    return drain.done();
  }

  /** Completes when a drain has ended, whether a signal or a caller in the pod asked for it. */
  public Future<Void> drained() {
    return drain.done();
  }

  /** Frees everything at once, without a last report. */
  public Future<Void> close() {
    return Future.join(bedrock.close(), control.close())
        .eventually(vertx::close)
        .andThen(closed -> closeJournal())
        .mapEmpty();
  }

  private void closeJournal() {
    try {
      journal.close();
    } catch (IOException e) {
      LOG.warn("event=journal_not_closed error=\"{}\"", e.toString());
    }
  }
}
