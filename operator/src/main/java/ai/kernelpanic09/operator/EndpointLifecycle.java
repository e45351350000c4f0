package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.operator.budget.BudgetLedgers;
import ai.kernelpanic09.operator.certificate.TrustPublisher;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;
import ai.kernelpanic09.operator.outage.ModelTroubles;

/**
 * Opens the ledger of each endpoint and publishes the CA to its namespace; writes down the spend of
 * an endpoint that is being deleted.
 */
record EndpointLifecycle(TrustPublisher trust, BudgetLedgers ledgers, ModelTroubles troubles)
    implements ModelEndpointReconciler.EndpointListener {

  @Override
  public void seen(ModelEndpoint endpoint) {
    var _ = trust.publish(endpoint.getMetadata().getNamespace());
    ledgers.authority().touch(endpoint.endpointName());
  }

  @Override
  public void leaving(ModelEndpoint endpoint) {
    ledgers.floors().leaving(endpoint);
    troubles.forget(endpoint.endpointName());
  }
}
