package ai.kernelpanic09.operator;

import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.admission.SidecarRenderings;
import ai.kernelpanic09.operator.budget.BudgetLedgers;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.AwsAccess;
import ai.kernelpanic09.operator.endpoint.EndpointControllers;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler.EndpointListener;
import ai.kernelpanic09.operator.guardrail.GuardrailPolicyReconciler;
import ai.kernelpanic09.operator.outage.ModelTroubles;
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
   * @param plans passes the serving plans of the endpoints' reconciler on to the control API
   * @param renderings tells which sidecars are outdated
   * @param troubles what holders tell of models
   * @param listener told of endpoints that exist or are being deleted
   */
  static Reconcilers of(
      OperatorConfig config,
      ClusterConnection cluster,
      AwsAccess aws,
      BudgetLedgers ledgers,
      ServingPlans plans,
      SidecarRenderings renderings,
      ModelTroubles troubles,
      EndpointListener listener,
      InstantSource clock) {
    var features = config.features();
    var authority = ledgers.authority();
    var sources =
        new EndpointControllers.Sources(
            PriceBook.embedded(clock),
            ledgers.latest(),
            renderings.images(),
            troubles,
            features.webhook() ? renderings::outdated : () -> pod -> false,
            features.liveProbe()
                ? new LiveProbe(authority::submit, new ProbeCall(aws.clients()))
                : null);
    return new Reconcilers(
        EndpointControllers.reconciler(config, cluster, aws, sources, plans, listener, clock),
        new GuardrailPolicyReconciler(
            aws, cluster, config.endpointRules().requireAllowList(), clock),
        new PromptTemplateReconciler(cluster, clock));
  }
}
