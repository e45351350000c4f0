package ai.kernelpanic09.operator;

import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.admission.SidecarRenderings;
import ai.kernelpanic09.operator.budget.BudgetLedgers;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.AwsAccess;
import ai.kernelpanic09.operator.endpoint.EndpointControllers;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler.EndpointLife;
import ai.kernelpanic09.operator.guardrail.ControlPace;
import ai.kernelpanic09.operator.guardrail.GuardrailPolicyReconciler;
import ai.kernelpanic09.operator.probe.LiveProbe;
import ai.kernelpanic09.operator.probe.ProbeCall;
import ai.kernelpanic09.operator.prompt.PromptTemplateReconciler;
import ai.kernelpanic09.operator.serving.ServingPlans;
import java.time.InstantSource;

/** The reconcilers of the three kinds. */
record Reconcilers(
    ModelEndpointReconciler endpoints,
    GuardrailPolicyReconciler policies,
    PromptTemplateReconciler templates) {

  /**
   * @param plans hands what the endpoints' reconciler settles to the control API
   * @param renderings tells which sidecars are outdated
   * @param life told of endpoints that come and go
   */
  static Reconcilers of(
      OperatorConfig config,
      ClusterConnection cluster,
      AwsAccess aws,
      BudgetLedgers ledgers,
      ServingPlans plans,
      SidecarRenderings renderings,
      EndpointLife life,
      InstantSource clock) {
    var features = config.features();
    var authority = ledgers.authority();
    var endpoints =
        EndpointControllers.reconciler(
            config,
            cluster.client(),
            cluster.view(),
            aws.clients(),
            aws.broker(),
            PriceBook.embedded(clock),
            ledgers.board(),
            plans,
            features.webhook() ? renderings::outdated : () -> pod -> false,
            features.liveProbe()
                ? new LiveProbe(authority::submit, new ProbeCall(aws.clients()))
                : null,
            life,
            cluster.events(),
            cluster.failures(),
            clock);
    return new Reconcilers(
        endpoints, policies(config, cluster, aws, clock), templates(cluster, clock));
  }

  private static GuardrailPolicyReconciler policies(
      OperatorConfig config, ClusterConnection cluster, AwsAccess aws, InstantSource clock) {
    var events = cluster.events();
    return new GuardrailPolicyReconciler(
        aws.clients(),
        aws.broker(),
        cluster.view().endpoints()::all,
        cluster.view()::namespaceAnnotations,
        config.endpointRules().requireAllowList(),
        aws.clusterId(),
        (about, warning, reason, message) -> {
          if (warning) {
            events.warning(about, reason, message);
          } else {
            events.normal(about, reason, message);
          }
        },
        cluster.failures()::reconciling,
        clock,
        new ControlPace());
  }

  private static PromptTemplateReconciler templates(
      ClusterConnection cluster, InstantSource clock) {
    return new PromptTemplateReconciler(
        cluster.client(), cluster.view(), cluster.events(), cluster.failures(), clock);
  }
}
