package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.guardrail.GuardrailPolicyReconciler;
import ai.kernelpanic09.operator.prompt.PromptTemplateReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Hands the reconcilers to JOSDK: they work while this operator leads. */
final class Controllers {

  /**
   * Tells of what fails beside a reconciler: that a finalizer can't be added, or a status written.
   */
  private record Failed(FailureLog failures) implements Metrics {
    @Override
    public void failedReconciliation(
        HasMetadata about, Exception failure, Map<String, Object> metadata) {
      var _ = failures.reconciling(about, failure);
    }
  }

  /**
   * @param candidate the name under which this operator stands for election
   */
  static Operator operator(
      KubernetesClient client,
      String namespace,
      String candidate,
      LeaderCallbacks callbacks,
      MeterRegistry registry,
      FailureLog failures,
      ModelEndpointReconciler endpoints,
      GuardrailPolicyReconciler policies,
      PromptTemplateReconciler templates) {
    var election =
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(Names.OPERATOR)
            .withLeaseNamespace(namespace)
            .withIdentity(candidate)
            .withLeaderCallbacks(callbacks)
            // That exit is on the elector's thread, for which our own end would wait for ever.
            .withExitOnStopLeading(false)
            .build();
    var operator =
        new Operator(
            overrider ->
                overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    // While the API server is away it is asked again, in the middle of a start too.
                    .withStopOnInformerErrorDuringStartup(false)
                    .withLeaderElectionConfiguration(election)
                    .withMetrics(
                        new AggregatedMetrics(
                            List.of(
                                MicrometerMetrics.withoutPerResourceMetrics(registry),
                                new Failed(failures)))));
    operator.register(
        endpoints,
        settings ->
            settings
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5))
                .withRetry(ReconcileRetries.forEver())
                .withFinalizer(ModelEndpointReconciler.FINALIZER)
                .withFieldManager(ModelEndpointReconciler.FIELD_MANAGER));
    operator.register(
        policies,
        settings ->
            settings
                .withRetry(ReconcileRetries.forEver())
                .withFinalizer(GuardrailPolicyReconciler.FINALIZER)
                .withFieldManager(GuardrailPolicyReconciler.FIELD_MANAGER));
    operator.register(
        templates,
        settings ->
            settings
                .withRetry(ReconcileRetries.forEver())
                .withFieldManager(PromptTemplateReconciler.FIELD_MANAGER));
    return operator;
  }

  private Controllers() {}
}
