package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.sidecar.SidecarConfig.Mode;
import ai.kernelpanic09.sidecar.bedrock.BedrockClient;
import ai.kernelpanic09.sidecar.call.CallEngine;
import ai.kernelpanic09.sidecar.control.ControlClient;
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
import ai.kernelpanic09.sidecar.surface.Exchanges;
import ai.kernelpanic09.sidecar.surface.ModelApi;
import ai.kernelpanic09.sidecar.surface.PlaceholderCredentials;
import ai.kernelpanic09.sidecar.surface.PodAccess;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running process: its parts, put together. All of them live on one event loop. */
public final class Sidecar {

  private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);

  private static final long DRAIN_POLL_MILLIS = 20;

  private final Vertx vertx;
  private final SidecarConfig config;
  private final ControlClient control;
  private final MappedJournal journal;
  private final BedrockClient bedrock;
  private final SyncLoop sync;
  private final CallEngine engine;
  private final Listeners listeners;
  private final Supplier<HttpServer> health;
  private final Endpoints endpoints;
  private final PodAccess podAccess;
  private final Promise<Void> drained = Promise.promise();
  private boolean draining;
  private int modelPort;
  private int healthPort;

  private Sidecar(Vertx vertx, SidecarConfig config, Environment environment) {
    this.vertx = vertx;
    this.config = config;
    control = environment.control();
    journal = environment.journal();
    var clock = NanoClock.SYSTEM;
    var random = environment.random();
    var metrics = new SidecarMetrics(config.workload());
    endpoints = new Endpoints(journal, metrics::of);
    config.endpoints().forEach(endpoints::add);
    bedrock =
        new BedrockClient(
            vertx,
            Clock.systemUTC(),
            new HostAddresses(vertx, Lookup.SYSTEM, clock::nanos),
            config.connections());
    var prompts = new Prompts(vertx, control, clock, config.limits().maxRenderedBytes());
    sync =
        new SyncLoop(
            vertx,
            control,
            endpoints,
            journal,
            environment.version(),
            clock,
            random,
            this::prepare,
            prompts);
    engine = new CallEngine(vertx, bedrock, clock, random, endpoints, sync::wake);
    podAccess = new PodAccess(endpoints, config.endpoints(), config.workload());
    CallerAccess access =
        config.mode() == Mode.GATEWAY ? new GatewayAccess(control, endpoints, clock) : podAccess;
    var exchanges =
        new Exchanges(vertx, engine, access, metrics.ofUnknown(), config.limits(), clock);
    var modelApi =
        new ModelApi(
            vertx,
            List.of(
                new InvokeSurface(exchanges),
                new RenderSurface(exchanges, prompts, metrics::rendered)),
            ErrorWriter.FORM,
            config.mode() == Mode.GATEWAY
                ? null
                : new PlaceholderCredentials(InstantSource.system()),
            config.quitOffered() ? this::drain : null);
    listeners = new Listeners(vertx, modelApi, modelApi::refuseBroken);
    metrics.gauge("proxy_calls_in_flight", "Calls that are not settled yet", engine::underWay);
    metrics.gauge(
        "proxy_budget_overrun_dollars",
        "Dollars that calls cost beyond their worst case; anything but 0 is a wrong bound",
        () ->
            endpoints.all().stream()
                .mapToDouble(each -> each.gate().overrun().toDoubleDollars())
                .sum());
    health = () -> HealthApi.server(vertx, metrics, () -> !draining, environment.status());
  }

  /** Connects ahead of the first call, and serves the fallbacks too. */
  private void prepare(ServedEndpoint endpoint) {
    var limits = endpoint.gate().limits();
    if (limits != null) {
      for (var name : limits.fallbacks()) {
        endpoints.add(new EndpointName(endpoint.name().namespace(), name));
      }
      try {
        bedrock.warm(endpoint.target(limits));
      } catch (IllegalArgumentException e) {
        LOG.warn(
            "event=address-unusable endpoint={} reason=\"{}\"", endpoint.name(), e.getMessage());
      }
    }
  }

  /**
   * What a process is given.
   *
   * @param status a report for people on the health listener; null for none
   */
  public record Environment(
      ControlClient control,
      MappedJournal journal,
      RandomGenerator random,
      String version,
      @Nullable Supplier<String> status) {}

  /** Starts a process and returns its future; it listens when that completes. */
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
            ? listeners.listenEverywhere(config.modelPort())
            : listeners.listenOnLoopback(config.modelPort());
    return modelApi
        .compose(
            port -> {
              modelPort = port;
              return config.mode() == Mode.LOCAL
                  ? Listeners.listenOnLoopback(health, config.healthPort())
                  : Listeners.listenEverywhere(health, config.healthPort());
            })
        .map(
            port -> {
              healthPort = port;
              sync.wake();
              LOG.info(
                  "event=started mode={} endpoints={} modelPort={} healthPort={} pod={}",
                  config.mode(),
                  config.endpoints(),
                  modelPort,
                  healthPort,
                  config.pod());
              return this;
            });
  }

  /** Serves these endpoints, and no others, from now on. */
  public void serve(Set<EndpointName> names) {
    vertx.runOnContext(
        on -> {
          names.forEach(endpoints::add);
          podAccess.give(names);
          sync.wake();
        });
  }

  public int modelPort() {
    return modelPort;
  }

  public int healthPort() {
    return healthPort;
  }

  /**
   * Ends the process in order: no more calls, those under way finish, the last report gives back
   * what is left. Completes when that is done, or its time is up.
   */
  public Future<Void> drain() {
    vertx.runOnContext(
        on -> {
          if (draining) {
            return;
          }
          draining = true;
          LOG.info("event=draining callsUnderWay={}", engine.underWay());
          if (config.drainDelayMillis() > 0) {
            vertx.setTimer(config.drainDelayMillis(), id -> closeDoor());
          } else {
            closeDoor();
          }
        });
    return drained.future();
  }

  /** Completes when a drain has ended, whoever asked for it: a signal, or a caller in the pod. */
  public Future<Void> drained() {
    return drained.future();
  }

  private void closeDoor() {
    var deadline = NanoClock.SYSTEM.nanos() + TimeUnit.MILLISECONDS.toNanos(config.drainMillis());
    vertx.setTimer(
        Math.max(1, config.drainMillis()),
        id -> {
          // Said before the process is told, for it may be gone by the next line.
          if (!drained.future().isComplete()) {
            LOG.warn("event=drain-timeout callsUnderWay={}", engine.underWay());
            drained.complete();
          }
        });
    engine.drain();
    listeners.shutdown(config.drainMillis()).onComplete(closed -> awaitCalls(deadline));
  }

  private void awaitCalls(long deadline) {
    if (engine.underWay() > 0 && deadline - NanoClock.SYSTEM.nanos() > 0) {
      vertx.setTimer(DRAIN_POLL_MILLIS, id -> awaitCalls(deadline));
      return;
    }
    sync.drain()
        .onComplete(
            reported -> {
              if (!drained.future().isComplete()) {
                LOG.info("event=drained");
                drained.complete();
              }
            });
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
      LOG.warn("event=journal-not-closed error=\"{}\"", e.toString());
    }
  }
}
