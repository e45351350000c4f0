package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.admission.AdmissionServer;
import ai.kernelpanic09.operator.admission.SidecarRenderings;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.aws.OperatorIdentity;
import ai.kernelpanic09.operator.budget.BudgetAuthority;
import ai.kernelpanic09.operator.budget.ConfigMapFloors;
import ai.kernelpanic09.operator.budget.FloorKeeper;
import ai.kernelpanic09.operator.budget.LeaderLease;
import ai.kernelpanic09.operator.budget.LedgerBoard;
import ai.kernelpanic09.operator.certificate.Certificates;
import ai.kernelpanic09.operator.certificate.ServingNames;
import ai.kernelpanic09.operator.certificate.TrustPublisher;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EndpointTerms;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.cluster.GoneHolders;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.control.ControlHandler;
import ai.kernelpanic09.operator.control.ControlServer;
import ai.kernelpanic09.operator.control.LeaderAddress;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.endpoint.BudgetEvents;
import ai.kernelpanic09.operator.endpoint.EndpointControllers;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.endpoint.PodCensus;
import ai.kernelpanic09.operator.guardrail.ControlPace;
import ai.kernelpanic09.operator.guardrail.GuardrailPolicyReconciler;
import ai.kernelpanic09.operator.health.ControllerHealth;
import ai.kernelpanic09.operator.health.Health;
import ai.kernelpanic09.operator.health.Heartbeat;
import ai.kernelpanic09.operator.metrics.DescribedMeters;
import ai.kernelpanic09.operator.metrics.LedgerMetrics;
import ai.kernelpanic09.operator.metrics.MeasuredVertx;
import ai.kernelpanic09.operator.metrics.OpsServers;
import ai.kernelpanic09.operator.probe.LiveProbe;
import ai.kernelpanic09.operator.probe.ProbeCall;
import ai.kernelpanic09.operator.prompt.PromptTemplateReconciler;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole operator, put together. */
public final class OperatorProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final long MAINTENANCE_SECONDS = 20;
  private static final long FLOORS_SECONDS = 60;
  private static final Duration STUCK_AFTER = Duration.ofMinutes(5);

  private final OperatorConfig config;
  private final KubernetesClient client;
  private final InstantSource clock;
  private final Vertx vertx;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("maintenance").factory());
  private final ExecutorService later = Executors.newVirtualThreadPerTaskExecutor();
  private final ServingPlans plans = new ServingPlans();
  private final String candidate;
  private final LeaderLease lease;
  private final ClusterView cluster;
  private final AwsClients aws;
  private final Certificates certificates;
  private final TrustPublisher trust;
  private final Heartbeat maintenance = new Heartbeat(STUCK_AFTER, System::nanoTime);
  private final LedgerBoard board;
  private final BudgetAuthority authority;
  private final FloorKeeper floors;
  private final ControlServer control;
  private final @Nullable AdmissionServer admission;
  private final OpsServers ops;
  private final Operator operator;
  private final int controlPort;
  private final int metricsPort;
  private final int probePort;
  private final boolean exitWhenNotLeading;
  private volatile boolean started;
  private volatile boolean closing;

  /** What differs between a real process and one in a test. */
  public record Surroundings(
      Map<String, String> environment,
      @Nullable URI awsEndpoint,
      boolean exitWhenNotLeading,
      InstantSource clock) {}

  /** Starts everything; returns when caches are full and the servers listen. */
  public OperatorProcess(
      OperatorConfig config, KubernetesClient client, Surroundings surroundings) {
    this.config = config;
    this.client = client;
    clock = surroundings.clock();
    registry.config().meterFilter(new DescribedMeters());
    vertx = MeasuredVertx.create(registry);
    ClusterBootstrap.ensureNamespace(config, client);
    var events = new EventRecorder(client, clock);
    var failures = new FailureLog(registry, events);
    cluster = new ClusterView(client, config.installation().namespace(), failures::note);
    aws = new AwsClients(surroundings.awsEndpoint());
    var identity =
        new OperatorIdentity(
            surroundings.environment(), config.awsToken(), cluster::operatorRole, aws, clock);
    candidate =
        Objects.requireNonNullElseGet(
            config.installation().podName(), () -> "local-" + UUID.randomUUID());
    lease = new LeaderLease(client, config.installation().namespace(), candidate);
    var clusterId = ClusterBootstrap.clusterId(config, client);
    var broker = new CredentialBroker(aws, identity, clusterId, clock);
    certificates =
        new Certificates(
            client,
            config.installation().namespace(),
            config.features().webhook(),
            ServingNames.of(
                config.installation().namespace(),
                config.installation().clusterDomain(),
                config.installation().podIp()),
            clock);
    trust = new TrustPublisher(certificates);
    board =
        new LedgerBoard(
            clock,
            List.of(
                new LedgerMetrics(registry, plans, failures::note),
                new BudgetEvents(cluster, events, later)));
    var floorMap = new ConfigMapFloors(client, config.installation().namespace());
    authority =
        BudgetAuthority.of(
            client,
            new EndpointTerms(cluster, clock),
            floorMap,
            new GoneHolders(cluster.pods(), clock),
            lease,
            clock,
            board);
    floors = new FloorKeeper(authority, floorMap, cluster::endpoint, client, clock);
    var renderings =
        new SidecarRenderings(
            config, cluster, version(), client.hasApiGroup("config.openshift.io", false));
    var endpoints =
        EndpointControllers.reconciler(
            config,
            client,
            cluster,
            aws,
            broker,
            PriceBook.embedded(clock),
            board,
            plans,
            config.features().webhook() ? renderings::outdated : () -> pod -> false,
            config.features().liveProbe()
                ? new LiveProbe(authority::submit, new ProbeCall(aws))
                : null,
            new Life(),
            events,
            failures,
            clock);
    var policies =
        new GuardrailPolicyReconciler(
            aws,
            broker,
            cluster.endpoints()::all,
            cluster::namespaceAnnotations,
            config.endpointRules().requireAllowList(),
            clusterId,
            (about, warning, reason, message) -> {
              if (warning) {
                events.warning(about, reason, message);
              } else {
                events.normal(about, reason, message);
              }
            },
            failures::reconciling,
            clock,
            new ControlPace());
    var templates = new PromptTemplateReconciler(client, cluster, events, failures, clock);
    exitWhenNotLeading = surroundings.exitWhenNotLeading();
    operator =
        Controllers.operator(
            client,
            config.installation().namespace(),
            candidate,
            new LeaderCallbacks(
                this::lead, this::stepDown, leader -> LOG.info("event=leader name={}", leader)),
            registry,
            failures,
            endpoints,
            policies,
            templates);
    var nudge = endpoints.nudge();
    board.onTurn(nudge);
    Watches.connect(
        cluster,
        nudge,
        List.of(policies::endpointChanged, templates::endpointChanged),
        this::publishCa,
        later);
    var api =
        new ControlHandler(
            config,
            client,
            cluster,
            plans,
            authority,
            broker,
            new SidecarProof(certificates.proofKey()),
            nudge,
            clock);
    control = new ControlServer(vertx, api, certificates);
    admission =
        config.features().webhook()
            ? new AdmissionServer(
                vertx,
                config,
                cluster,
                certificates,
                events,
                registry,
                renderings,
                trust::publishOnce)
            : null;
    ops = new OpsServers(vertx, registry, alive()::problem, ready()::problem);
    Gauge.builder(
            "k8s_ai_operator_certificate_expiry_seconds",
            () -> certificates.notAfter().getEpochSecond())
        .description("When the serving certificate ends, in seconds since the epoch")
        .register(registry);
    cluster.start();
    metricsPort =
        await(ops.listenMetrics(config.listeners().address(), config.listeners().metricsPort()));
    probePort =
        await(ops.listenProbes(config.listeners().address(), config.listeners().probePort()));
    controlPort =
        await(control.listen(config.listeners().address(), config.listeners().controlPort()));
    if (admission != null) {
      var _ =
          await(admission.listen(config.listeners().address(), config.listeners().webhookPort()));
    }
    keepCertificates();
    operator.start();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> quietly("maintenance", this::maintain),
            MAINTENANCE_SECONDS,
            MAINTENANCE_SECONDS,
            TimeUnit.SECONDS);
    // On the same thread: it beats only while that one is not stuck.
    var _ =
        timer.scheduleWithFixedDelay(
            maintenance::beat, MAINTENANCE_SECONDS, MAINTENANCE_SECONDS, TimeUnit.SECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> quietly("floors", this::flushFloors),
            FLOORS_SECONDS,
            FLOORS_SECONDS,
            TimeUnit.SECONDS);
    started = true;
    LOG.info("event=started controlPort={} metricsPort={}", controlPort, metricsPort);
  }

  public int controlPort() {
    return controlPort;
  }

  public int metricsPort() {
    return metricsPort;
  }

  public int probePort() {
    return probePort;
  }

  /** The authority's certificate by which clients know the control server. */
  public String authorityPem() {
    return certificates.authorityPem();
  }

  /** Red where a restart would help: never because the API server is away. */
  private Health alive() {
    return new Health()
        .check("maintenance", maintenance::isRegular)
        .check("ledgers", () -> !authority.isStuck(STUCK_AFTER))
        .lasting("caches", () -> closing || (started && cluster.isRunning()))
        .lasting(
            "controllers",
            () -> closing || (started && ControllerHealth.informersRun(operator.getRuntimeInfo())));
  }

  private Health ready() {
    return new Health()
        .check("started", () -> started)
        .check("certificate", () -> certificates.notAfter().isAfter(clock.instant()))
        .check("trust", certificates::isTrusted);
  }

  private static String version() {
    return Objects.requireNonNullElse(
        OperatorProcess.class.getPackage().getImplementationVersion(), "development");
  }

  /** Where injected pods are that need the CA, each namespace once in a term. */
  private void publishCa(String namespace) {
    if (authority.isLeading()) {
      trust.publishOnce(namespace);
    }
  }

  private void lead() {
    authority.lead();
    publishAddress();
    trust.forget();
    cluster.endpoints().all().forEach(each -> authority.touch(each.endpointName()));
    cluster.pods().all().stream()
        .filter(pod -> !PodCensus.endpoints(pod).isEmpty())
        .map(pod -> pod.getMetadata().getNamespace())
        .distinct()
        .forEach(namespace -> later.execute(() -> publishCa(namespace)));
  }

  private void stepDown() {
    authority.stepDown();
    plans.clear();
    if (exitWhenNotLeading && !closing) {
      // Caches and queues of a term that is over are not worth keeping: the kubelet starts anew.
      LOG.warn("event=leadership_lost action=exit");
      Thread.ofPlatform().start(() -> System.exit(1));
    }
  }

  private void maintain() {
    keepCertificates();
    if (authority.isLeading()) {
      publishAddress();
    }
  }

  /** The gateway's pods stand in the operator's own namespace, and wait for the CA to trust. */
  private void keepCertificates() {
    certificates.maintain();
    var _ = trust.publish(config.installation().namespace());
  }

  private void flushFloors() {
    if (authority.isLeading()) {
      floors.flush();
      floors.prune();
    }
  }

  private void publishAddress() {
    var podIp = config.installation().podIp();
    if (podIp != null) {
      quietly(
          "address",
          () ->
              new LeaderAddress(client, config.installation().namespace(), podIp, controlPort)
                  .publish());
    }
  }

  private static void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("event=failed what={} error=\"{}\"", what, e.toString());
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    closing = true;
    started = false;
    timer.shutdownNow();
    later.shutdownNow();
    operator.stop();
    control.close();
    if (admission != null) {
      admission.close();
    }
    authority.close();
    lease.release();
    ops.close();
    cluster.close();
    aws.close();
    await(vertx.close());
  }

  private final class Life implements ModelEndpointReconciler.EndpointLife {
    @Override
    public void seen(ModelEndpoint endpoint) {
      var _ = trust.publish(endpoint.getMetadata().getNamespace());
      authority.touch(endpoint.endpointName());
    }

    @Override
    public void leaving(ModelEndpoint endpoint) {
      floors.leaving(endpoint);
    }
  }
}
