package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.admission.AdmissionServer;
import ai.kernelpanic09.operator.admission.RenderedImages;
import ai.kernelpanic09.operator.admission.SidecarRenderings;
import ai.kernelpanic09.operator.budget.BudgetLedgers;
import ai.kernelpanic09.operator.budget.LeaderLease;
import ai.kernelpanic09.operator.budget.LedgerEvents;
import ai.kernelpanic09.operator.certificate.Certificates;
import ai.kernelpanic09.operator.certificate.MountedCertificate;
import ai.kernelpanic09.operator.certificate.ServingNames;
import ai.kernelpanic09.operator.certificate.TrustPublisher;
import ai.kernelpanic09.operator.cluster.ApiClients;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.cluster.EndpointServiceWatch;
import ai.kernelpanic09.operator.cluster.EndpointTerms;
import ai.kernelpanic09.operator.cluster.GoneHolders;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.connection.Gates;
import ai.kernelpanic09.operator.control.ControlHandler;
import ai.kernelpanic09.operator.control.ControlServer;
import ai.kernelpanic09.operator.control.LeaderAddress;
import ai.kernelpanic09.operator.credentials.AwsAccess;
import ai.kernelpanic09.operator.credentials.SessionTerms;
import ai.kernelpanic09.operator.endpoint.BudgetEvents;
import ai.kernelpanic09.operator.endpoint.EndpointControllers;
import ai.kernelpanic09.operator.health.ControllerHealth;
import ai.kernelpanic09.operator.health.Health;
import ai.kernelpanic09.operator.metrics.DescribedMeters;
import ai.kernelpanic09.operator.metrics.LedgerMetrics;
import ai.kernelpanic09.operator.metrics.MeasuredVertx;
import ai.kernelpanic09.operator.metrics.OpsServers;
import ai.kernelpanic09.operator.metrics.PortMetrics;
import ai.kernelpanic09.operator.outage.ModelTroubles;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.webhook.inject.proof.SidecarProof;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole operator: connects the packages, starts them in order, and closes them. */
public final class OperatorProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);
  private static final long MAINTENANCE_SECONDS = 20;
  private static final long FLOORS_SECONDS = 60;
  private static final long HEAP_SECONDS = 20;

  /** How long sidecars may be led to a leader that has lost its lease and does not know it yet. */
  private static final long ADDRESS_SECONDS = 2;

  private static final Duration STUCK_AFTER = Duration.ofMinutes(5);

  private final OperatorConfig config;
  private final InstantSource clock;
  private final boolean exitWhenNotLeading;
  private final Vertx vertx;
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
  private final Maintenance maintenance = new Maintenance(STUCK_AFTER);
  private final Gates gates = new Gates();
  private final ApiClients clients;
  private final ClusterConnection cluster;
  private final AwsAccess aws;
  private final Certificates certificates;
  private final @Nullable MountedCertificate mounted;
  private final TrustPublisher trust;
  private final RenderedImages images;
  private final BudgetLedgers ledgers;
  private final Operator operator;
  private final @Nullable EndpointServiceWatch services;
  private final Servers servers;
  private volatile Phase phase = Phase.STARTING;

  private enum Phase {
    STARTING,
    RUNNING,
    CLOSING
  }

  /**
   * Where a process runs: in production or in a test.
   *
   * @param environment variables of the process, in which AWS's own may name an identity
   * @param awsEndpoint overrides every AWS service's endpoint; null for the default
   * @param exitWhenNotLeading whether the end of a term ends the JVM
   */
  public record Surroundings(
      Map<String, String> environment,
      @Nullable URI awsEndpoint,
      boolean exitWhenNotLeading,
      InstantSource clock) {}

  /**
   * Starts everything; returns when caches are full and the servers listen.
   *
   * @throws RuntimeException when anything can't start: what has started by then goes on, and only
   *     the end of the JVM ends it
   */
  public OperatorProcess(
      OperatorConfig config, KubernetesClient client, Surroundings surroundings) {
    this.config = config;
    clock = surroundings.clock();
    exitWhenNotLeading = surroundings.exitWhenNotLeading();
    var installation = config.installation();
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(new DescribedMeters());
    vertx = MeasuredVertx.create(registry, gates.transport());
    ClusterBootstrap.ensureNamespace(installation, client);
    clients = ApiClients.like(client);
    cluster =
        ClusterConnection.of(client, clients.pods(), installation.namespace(), registry, clock);
    aws = aws(surroundings, ClusterBootstrap.clusterId(installation, client));
    mounted = mounted();
    if (mounted != null) {
      mounted.bindTo(registry);
    }
    certificates = certificates(client);
    certificates.bindTo(registry);
    trust = new TrustPublisher(certificates);
    images = new RenderedImages(client, installation.namespace(), cluster.view(), clock);
    var plans = new ServingPlans();
    var candidate = candidate(installation);
    ledgers = ledgers(candidate, new LedgerMetrics(registry, plans, cluster.failures()::note));
    var renderings =
        new SidecarRenderings(
            config,
            config.sidecars().images(images),
            cluster.view(),
            version(),
            client.hasApiGroup("config.openshift.io", false),
            certificates::authorityPem);
    var troubles = new ModelTroubles(clock);
    var life = new EndpointLifecycle(trust, ledgers, troubles);
    var reconcilers =
        Reconcilers.of(config, cluster, aws, ledgers, plans, renderings, troubles, life, clock);
    var leadership =
        new Leadership(
            cluster.view(),
            ledgers.authority(),
            plans,
            trust,
            this::publishAddress,
            this::leadershipLost,
            background);
    var election =
        Controllers.election(
            installation.namespace(),
            candidate,
            OneTerm.of(leadership.callbacks(), this::endsWithItsTerm));
    operator =
        Controllers.operator(clients.controllers(), cluster, election, registry, reconcilers);
    Watches.connect(
        cluster.view(), ledgers.latest(), reconcilers, leadership::publishCa, background);
    services = services(reconcilers.endpoints().nudge());
    servers = servers(registry, plans, renderings, troubles, reconcilers.endpoints().nudge());
    start();
  }

  private void start() {
    cluster.view().start();
    if (services != null) {
      services.begin();
    }
    if (config.features().webhook()) {
      Maintenance.logFailure("images", () -> images.injecting(config.sidecars().image()));
    }
    servers.listen(config.listeners());
    keepCertificates();
    operator.start();
    maintenance.every(MAINTENANCE_SECONDS, "maintenance", this::maintain);
    maintenance.beatEvery(MAINTENANCE_SECONDS);
    maintenance.every(ADDRESS_SECONDS, "address", this::keepAddress);
    maintenance.every(FLOORS_SECONDS, "floors", ledgers::writeFloors);
    maintenance.every(HEAP_SECONDS, "heap", HeapTrim.ofThisProcess());
    // Last: holders of a new leader are served meanwhile. Admission tells by the pods' addresses
    // who may send reviews.
    cluster.view().startPods();
    servers.listenForAdmission(config.listeners());
    phase = Phase.RUNNING;
    LOG.info("event=started controlPort={} metricsPort={}", controlPort(), metricsPort());
  }

  private AwsAccess aws(Surroundings surroundings, String clusterId) {
    return AwsAccess.of(
        surroundings.environment(),
        surroundings.awsEndpoint(),
        config.awsAuthorities(),
        config.awsToken(),
        cluster.view()::operatorRole,
        clusterId,
        new SessionTerms(
            config.installation().namespace(),
            config.sessions().lifetime(),
            config.sessions().tags(),
            config.sessions().sourceIdentity()),
        clock);
  }

  /** Null where the operator's own CA signs the certificate of admission. */
  private @Nullable MountedCertificate mounted() {
    var folder = config.features().webhookCertificate();
    return folder == null || !config.features().webhook()
        ? null
        : new MountedCertificate(
            folder, Names.WEBHOOK_SERVICE + "." + config.installation().namespace() + ".svc");
  }

  private Certificates certificates(KubernetesClient client) {
    var installation = config.installation();
    return new Certificates(
        client,
        installation.namespace(),
        config.features().webhook() && mounted == null,
        ServingNames.of(
            installation.namespace(), installation.clusterDomain(), installation.podIp()),
        map ->
            cluster
                .events()
                .warningSeldom(
                    map,
                    EventReason.CA_REPLACED,
                    "The ConfigMap was not the operator's; it holds the operator's CA again"),
        clock);
  }

  /**
   * @param candidate the name under which this operator stands for election
   */
  private BudgetLedgers ledgers(String candidate, LedgerEvents metrics) {
    var view = cluster.view();
    var namespace = config.installation().namespace();
    return BudgetLedgers.of(
        clients.ledgers(),
        namespace,
        new LeaderLease(clients.ledgers(), namespace, candidate),
        new EndpointTerms(view, clock),
        view::endpoint,
        new GoneHolders(view.pods(), clock),
        List.of(metrics, new BudgetEvents(view, cluster.events(), background)),
        clock);
  }

  /**
   * @param nudge asks for a reconciliation of an endpoint
   * @return null where there is no gateway, and so no Service
   */
  private @Nullable EndpointServiceWatch services(Consumer<EndpointName> nudge) {
    if (!config.features().gateway()) {
      return null;
    }
    var endpoints = cluster.view().endpoints();
    var changes =
        new ServiceChanges(
            name -> endpoints.get(name.namespace(), name.name()),
            EndpointControllers.services(config),
            nudge);
    var watch = new EndpointServiceWatch(cluster.client(), cluster.failures()::note);
    watch.onChange(changes::changed, changes::gone);
    return watch;
  }

  private Servers servers(
      PrometheusMeterRegistry registry,
      ServingPlans plans,
      SidecarRenderings renderings,
      ModelTroubles troubles,
      Consumer<EndpointName> nudge) {
    var proof = new SidecarProof(certificates.proofKey(), certificates.bareProofsUntil(), clock);
    var handler =
        ControlHandler.of(
            config,
            cluster,
            clients.reviews(),
            plans,
            ledgers.authority(),
            aws.broker(),
            proof,
            renderings.images(),
            troubles,
            nudge,
            clock);
    var control = new ControlServer(vertx, gates, handler, certificates);
    var admission =
        config.features().webhook()
            ? new AdmissionServer(
                vertx,
                gates,
                registry,
                cluster,
                config.features().webhookCallers(),
                config.endpointRules().hosts(),
                mounted == null ? certificates : mounted,
                () -> renderings.config().withProof(proof),
                trust::publishOnce)
            : null;
    PortMetrics.bind(
        registry, "control", control.bodies(), control.connections(), control.refused());
    if (admission != null) {
      PortMetrics.bind(
          registry, "webhook", admission.bodies(), admission.connections(), admission.refused());
    }
    var ops = new OpsServers(vertx, registry, alive()::problem, ready()::problem);
    return new Servers(ops, control, admission);
  }

  public int controlPort() {
    return servers.ports().control();
  }

  public int metricsPort() {
    return servers.ports().metrics();
  }

  public int probePort() {
    return servers.ports().probes();
  }

  /** The authority's certificate by which clients know the control server. */
  public String authorityPem() {
    return certificates.authorityPem();
  }

  /**
   * The liveness checks. One fails only if a restart would help, so never because the API server is
   * away.
   */
  private Health alive() {
    return new Health()
        .check("maintenance", maintenance::isRegular)
        .check("ledgers", () -> !ledgers.authority().isStuck(STUCK_AFTER))
        .lasting("caches", () -> runs(cluster.view()::isRunning))
        .lasting(
            "controllers",
            () -> runs(() -> ControllerHealth.informersRun(operator.getRuntimeInfo())));
  }

  /**
   * Whether a part runs. Before the start it does not; during the shutdown it counts as running,
   * because it may end.
   */
  private boolean runs(BooleanSupplier part) {
    return switch (phase) {
      case STARTING -> false;
      case RUNNING -> part.getAsBoolean();
      case CLOSING -> true;
    };
  }

  private Health ready() {
    return new Health()
        .check("started", () -> phase == Phase.RUNNING)
        .check("certificate", () -> certificates.notAfter().isAfter(clock.instant()))
        .check(
            "admission-certificate",
            () -> mounted == null || mounted.notAfter().isAfter(clock.instant()))
        .check("trust", certificates::isTrusted);
  }

  private boolean endsWithItsTerm() {
    return exitWhenNotLeading && phase != Phase.CLOSING;
  }

  private void leadershipLost() {
    if (endsWithItsTerm()) {
      // Exits because caches and queues of an ended term are stale: a new process starts with empty
      // ones.
      LOG.warn("event=leadership_lost action=exit");
      Thread.ofPlatform().start(() -> System.exit(1));
    }
  }

  private void maintain() {
    keepCertificates();
    if (config.features().webhook()) {
      Maintenance.logFailure("images", () -> images.keep(config.sidecars().image()));
    }
  }

  /**
   * Mends the address that an earlier leader may have written late. Asks for the lease first, so as
   * not to do the same to a later one.
   */
  private void keepAddress() {
    if (ledgers.authority().isLeading() && ledgers.lease().getAsBoolean()) {
      publishAddress();
    }
  }

  /**
   * Maintains the certificates, and publishes the CA to the operator's own namespace, where the
   * gateway's pods mount it.
   */
  private void keepCertificates() {
    certificates.maintain();
    if (mounted != null) {
      mounted.maintain();
    }
    var _ = trust.publish(config.installation().namespace());
  }

  private void publishAddress() {
    var installation = config.installation();
    var podIp = installation.podIp();
    if (podIp != null) {
      var address =
          new LeaderAddress(cluster.client(), installation.namespace(), podIp, controlPort());
      Maintenance.logFailure("address", address::publish);
    }
  }

  private static String candidate(OperatorConfig.Installation installation) {
    return Objects.requireNonNullElseGet(
        installation.podName(), () -> "local-" + UUID.randomUUID());
  }

  private static String version() {
    return Objects.requireNonNullElse(
        OperatorProcess.class.getPackage().getImplementationVersion(), "development");
  }

  /**
   * Stops what begins new work before what that work needs: the API server's and the sidecars'
   * requests end before the ledgers, the lease is given back after the last commit.
   */
  @Override
  public void close() {
    phase = Phase.CLOSING;
    maintenance.close();
    background.shutdownNow();
    operator.stop();
    servers.closeControlAndAdmission();
    ledgers.close();
    servers.closeOps();
    if (services != null) {
      services.close();
    }
    cluster.view().close();
    clients.close();
    aws.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
