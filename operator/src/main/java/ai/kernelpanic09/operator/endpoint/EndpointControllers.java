package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.budget.LedgerBoard;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.guardrail.Guardrails;
import ai.kernelpanic09.operator.probe.LiveProbe;
import ai.kernelpanic09.operator.serving.ServingPlans;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the reconciler of endpoints together. */
public final class EndpointControllers {

  /**
   * @param outdated for each sweep over pods, tells those whose sidecar is not as it would be now
   * @param probe makes the live probes; null for none
   * @param ledgers the newest ledgers as people read them
   */
  public static ModelEndpointReconciler reconciler(
      OperatorConfig config,
      KubernetesClient client,
      ClusterView cluster,
      AwsClients aws,
      CredentialBroker broker,
      PriceBook prices,
      LedgerBoard ledgers,
      ServingPlans plans,
      Supplier<Predicate<Pod>> outdated,
      @Nullable LiveProbe probe,
      ModelEndpointReconciler.EndpointLife life,
      EventRecorder events,
      FailureLog failures,
      InstantSource clock) {
    var enforced = new Enforced(config.endpointRules().bedrockRuntimeUrl());
    var steps =
        new ArrayList<Step>(
            List.of(
                new RoleStep(
                    broker,
                    cluster::namespaceAnnotations,
                    config.endpointRules().requireAllowList()),
                new ModelStep(aws, prices, config.endpointRules().hosts()),
                new PriceStep(prices, config.endpointRules().allowPriceLowering()),
                new GuardrailStep(
                    new Guardrails(name -> cluster.policies().get(null, name), prices)),
                new SessionStep(broker),
                new BudgetStep(ledgers::budget),
                new LedgerStep(ledgers::budget, ledgers::problem),
                new ServiceStep(
                    client,
                    config.installation().namespace(),
                    config.installation().clusterDomain(),
                    config.features().gateway()),
                new SidecarsStep(
                    name ->
                        PodCensus.of(
                            cluster.pods().all(), name, config.sidecars().images(), outdated.get()),
                    ledgers::budget,
                    new PodNotices(events),
                    config.sidecars().images(),
                    config.features().webhook())));
    if (probe != null) {
      steps.add(new ProbeStep(probe, broker, enforced::limits));
    }
    return new ModelEndpointReconciler(
        new Steps(steps, clock, failures::note),
        plans,
        life,
        events,
        enforced,
        config,
        failures,
        clock);
  }

  private EndpointControllers() {}
}
