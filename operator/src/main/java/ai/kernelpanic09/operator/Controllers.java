package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.cluster.TrimmedResources;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.guardrail.GuardrailPolicyReconciler;
import ai.kernelpanic09.operator.prompt.PromptTemplateReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** Registers the reconcilers with JOSDK, which runs them while this operator leads. */
final class Controllers {

  /** Reports what JOSDK fails to do outside of a reconciler: add a finalizer, write a status. */
  private record Failed(FailureLog failures) implements Metrics {
    @Override
    public void failedReconciliation(
        HasMetadata about, Exception failure, Map<String, Object> metadata) {
      var _ = failures.reconciling(about, failure);
    }
  }

  /**
   * A leader that dies is replaced when its lease has run out: calls that need the operator wait
   * for that. A leader that can't renew its lease gives up before the lease runs out. None of this
   * protects a ledger, which its epoch does.
   */
  private static final Duration LEASE = Duration.ofSeconds(4);

  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(3);
  private static final Duration RETRY_EVERY = Duration.ofMillis(500);

  /**
   * @param candidate the name under which this operator stands for election
   */
  static LeaderElectionConfiguration election(
      String namespace, String candidate, LeaderCallbacks callbacks) {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(Names.OPERATOR)
        .withLeaseNamespace(namespace)
        .withIdentity(candidate)
        .withLeaseDuration(LEASE)
        .withRenewDeadline(RENEW_DEADLINE)
        .withRetryPeriod(RETRY_EVERY)
        .withLeaderCallbacks(callbacks)
        // JOSDK would exit on the elector's thread, which our shutdown waits for: a deadlock.
        .withExitOnStopLeading(false)
        .build();
  }

  /**
   * @param client for the reconcilers and the election
   */
  static Operator operator(
      KubernetesClient client,
      ClusterConnection cluster,
      LeaderElectionConfiguration election,
      MeterRegistry registry,
      Reconcilers reconcilers) {
    var operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    // An API server that is away is asked again, during the start too.
                    .withStopOnInformerErrorDuringStartup(false)
                    .withLeaderElectionConfiguration(election)
                    // No kind waits for another one's turn, as in a pool of threads: each
                    // reconciler bounds itself.
                    .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                    .withMetrics(
                        new AggregatedMetrics(
                            List.of(
                                MicrometerMetrics.withoutPerResourceMetrics(registry),
                                new Failed(cluster.failures())))));
    operator.register(
        reconcilers.endpoints(),
        settings ->
            settings
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5))
                .withRetry(ReconcileRetries.forEver())
                .withItemStore(TrimmedResources.endpoints())
                .withFinalizer(ModelEndpointReconciler.FINALIZER)
                .withFieldManager(ModelEndpointReconciler.FIELD_MANAGER));
    operator.register(
        reconcilers.policies(),
        settings ->
            settings
                .withRetry(ReconcileRetries.forEver())
                .withFinalizer(GuardrailPolicyReconciler.FINALIZER)
                .withFieldManager(GuardrailPolicyReconciler.FIELD_MANAGER));
    operator.register(
        reconcilers.templates(),
        settings ->
            settings
                .withRetry(ReconcileRetries.forEver())
                .withItemStore(TrimmedResources.templates())
                .withInformerListLimit(TrimmedResources.PAGE)
                .withFieldManager(PromptTemplateReconciler.FIELD_MANAGER));
    return operator;
  }

  private Controllers() {}
}
