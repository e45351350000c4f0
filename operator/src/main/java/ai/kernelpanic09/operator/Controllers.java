package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.guardrail.GuardrailPolicyReconciler;
import ai.kernelpanic09.operator.prompt.PromptTemplateReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Hands the reconcilers to JOSDK: they work while this operator leads. */
final class Controllers {

  /**
   * @param candidate the name under which this operator stands for election
   */
  static Operator operator(
      KubernetesClient client,
      String namespace,
      String candidate,
      LeaderCallbacks callbacks,
      MeterRegistry registry,
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
                    .withLeaderElectionConfiguration(election)
                    .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(registry)));
    operator.register(
        endpoints,
        settings ->
            settings
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), 5))
                .withRetry(Retries.forEver())
                .withFinalizer(ModelEndpointReconciler.FINALIZER)
                .withFieldManager(ModelEndpointReconciler.FIELD_MANAGER));
    operator.register(
        policies,
        settings ->
            settings
                .withRetry(Retries.forEver())
                .withFinalizer(GuardrailPolicyReconciler.FINALIZER)
                .withFieldManager(GuardrailPolicyReconciler.FIELD_MANAGER));
    operator.register(
        templates,
        settings ->
            settings
                .withRetry(Retries.forEver())
                .withFieldManager(PromptTemplateReconciler.FIELD_MANAGER));
    return operator;
  }

  private Controllers() {}
}
