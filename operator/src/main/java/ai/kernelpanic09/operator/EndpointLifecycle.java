package ai.kernelpanic09.operator;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.operator.budget.BudgetLedgers;
import ai.kernelpanic09.operator.certificate.TrustPublisher;
import ai.kernelpanic09.operator.endpoint.ModelEndpointReconciler;

/** Gives an endpoint that comes its ledger and the CA, and keeps the spend of one that goes. */
record EndpointLifecycle(TrustPublisher trust, BudgetLedgers ledgers)
    implements ModelEndpointReconciler.EndpointListener {

  @Override
  public void seen(ModelEndpoint endpoint) {
    var _ = trust.publish(endpoint.getMetadata().getNamespace());
    ledgers.authority().touch(endpoint.endpointName());
  }

  @Override
  public void leaving(ModelEndpoint endpoint) {
    ledgers.floors().leaving(endpoint);
  }
}
