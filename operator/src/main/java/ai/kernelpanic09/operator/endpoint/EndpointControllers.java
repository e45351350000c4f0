package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.core.price.PriceBook;
import ai.kernelpanic09.operator.budget.LatestLedgers;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.credentials.AwsAccess;
import ai.kernelpanic09.operator.enforcement.EnforcementSource;
import ai.kernelpanic09.operator.enforcement.Enforcements;
import ai.kernelpanic09.operator.guardrail.Guardrails;
import ai.kernelpanic09.operator.outage.ModelTroubles;
import ai.kernelpanic09.operator.probe.LiveProbe;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.webhook.inject.proof.SidecarImages;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the reconciler of endpoints together. */
public final class EndpointControllers {

  /**
   * The sources that the steps read besides the cluster and AWS.
   *
   * @param ledgers the newest ledgers as people read them
   * @param images the images that a believed sidecar may run
   * @param troubles what holders tell of models
   * @param outdated gives, for one sweep over pods, the predicate that accepts outdated pods
   * @param probe makes the live probes; null if they are off
   */
  public record Sources(
      PriceBook prices,
      LatestLedgers ledgers,
      SidecarImages images,
      ModelTroubles troubles,
      Supplier<Predicate<Pod>> outdated,
      @Nullable LiveProbe probe) {}

  /**
   * @param plans where the reconciler publishes the serving plans
   * @param listener told of endpoints that exist or are being deleted
   */
  public static ModelEndpointReconciler reconciler(
      OperatorConfig config,
      ClusterConnection cluster,
      AwsAccess aws,
      Sources sources,
      ServingPlans plans,
      ModelEndpointReconciler.EndpointListener listener,
      InstantSource clock) {
    var enforced =
        new EnforcedLimits(
            config.endpointRules().bedrockRuntimeUrl(), sources.prices().anyGuardrail());
    var validation =
        new EndpointValidation(cluster.view().endpoints()::all, config.endpointRules().hosts());
    return new ModelEndpointReconciler(
        new Steps(
            steps(config, cluster, aws, sources, validation, enforced),
            observed -> obstacle(observed, validation, enforced),
            clock,
            cluster.failures()::note),
        enforced,
        plans,
        new ReconcileTurns(plans::isAwaited, cluster.view().pods()::isFull),
        listener,
        config.installation().clusterDomain(),
        cluster.events(),
        cluster.failures(),
        clock);
  }

  /**
   * An invalid spec, or unknown limits: conditions that hold on while AWS is away tell of an
   * earlier spec, and the limits of that one may not stand in for those of the spec.
   */
  private static Optional<ConditionState> obstacle(
      Observation observed, EndpointValidation validation, EnforcedLimits enforced) {
    return validation
        .errors(observed.endpoint())
        .map(errors -> ConditionState.ofFalse(ConditionReason.INVALID, errors))
        .or(
            () ->
                enforced.limits(observed) == null
                    ? Optional.of(
                        ConditionState.ofUnknown(
                            ConditionReason.AWS_UNAVAILABLE,
                            "the limits of calls are not known before the model can be looked at"
                                + " again"))
                    : Optional.empty());
  }

  private static List<Step> steps(
      OperatorConfig config,
      ClusterConnection cluster,
      AwsAccess aws,
      Sources sources,
      EndpointValidation validation,
      EnforcedLimits enforced) {
    var view = cluster.view();
    var ledgers = sources.ledgers();
    var steps =
        new ArrayList<Step>(
            List.of(
                new RoleStep(
                    aws.broker(),
                    view::namespaceAnnotations,
                    config.endpointRules().requireAllowList()),
                new ModelStep(aws.clients(), sources.prices(), validation),
                new PriceStep(
                    sources.prices(),
                    config.endpointRules().allowPriceLowering(),
                    sources.troubles().overruns()::find),
                new GuardrailStep(
                    new Guardrails(name -> view.policies().get(null, name), sources.prices())),
                new EnforcementStep(
                    new EnforcementSource(
                        new Enforcements(
                            config.endpointRules().organizationGuardrails(), sources.prices()),
                        aws.clients())),
                new SessionStep(aws.broker(), config.installation().namespace()),
                new BudgetStep(ledgers::budget),
                new LedgerStep(ledgers::budget, ledgers::problem),
                new ServiceStep(
                    cluster.client(),
                    services(config),
                    new ServiceNotices(cluster.events())::putRight,
                    config.features().gateway()),
                new SidecarsStep(
                    endpoint ->
                        view.pods().isFull()
                            ? PodCensus.of(
                                view.pods().naming(endpoint.endpointName()),
                                endpoint,
                                sources.images(),
                                sources.outdated().get())
                            : null,
                    ledgers::budget,
                    new PodNotices(cluster.events()),
                    sources.images(),
                    config.features().webhook()),
                new AnsweringStep(sources.troubles().outages()::isFailing)));
    var probe = sources.probe();
    if (probe != null) {
      steps.add(new ProbeStep(probe, aws.broker(), enforced::limits));
    }
    return steps;
  }

  /** How the endpoints' Services of this installation have to be. */
  public static EndpointServices services(OperatorConfig config) {
    var installation = config.installation();
    return new EndpointServices(installation.namespace(), installation.clusterDomain());
  }

  private EndpointControllers() {}
}
