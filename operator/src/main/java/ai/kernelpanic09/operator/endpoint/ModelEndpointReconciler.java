package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.failure.Contained;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.operator.status.StatusPatch;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reconciles ModelEndpoints: runs the steps, publishes the serving plan, and writes the status if
 * it has changed.
 */
public final class ModelEndpointReconciler
    implements Reconciler<ModelEndpoint>, Cleaner<ModelEndpoint> {

  public static final String FINALIZER = "ai.kernelpanic09.io/budget-floor";
  public static final String FIELD_MANAGER = "k8s-ai-endpoint";

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Steps steps;
  private final EnforcedLimits enforced;
  private final ServingPlans plans;
  private final ReconcileTurns turns;
  private final EndpointListener listener;
  private final String clusterDomain;
  private final EventRecorder events;
  private final FailureLog failures;
  private final InstantSource clock;
  private final SimpleInboundEventSource<ModelEndpoint> nudges =
      new SimpleInboundEventSource<>("nudges");

  /** Hears of endpoints as they are reconciled. */
  public interface EndpointListener {

    /** The endpoint exists, and may be new. */
    void seen(ModelEndpoint endpoint);

    /**
     * The endpoint is being deleted: what must outlive it has to be written down before this
     * returns.
     */
    void leaving(ModelEndpoint endpoint);
  }

  ModelEndpointReconciler(
      Steps steps,
      EnforcedLimits enforced,
      ServingPlans plans,
      ReconcileTurns turns,
      EndpointListener listener,
      String clusterDomain,
      EventRecorder events,
      FailureLog failures,
      InstantSource clock) {
    this.steps = steps;
    this.enforced = enforced;
    this.plans = plans;
    this.turns = turns;
    plans.onAwaited(turns::look);
    this.listener = listener;
    this.clusterDomain = clusterDomain;
    this.events = events;
    this.failures = failures;
    this.clock = clock;
  }

  /** Asks for a reconciliation of one endpoint. */
  public Consumer<EndpointName> nudge() {
    return name -> nudges.propagateEvent(new ResourceID(name.name(), name.namespace()));
  }

  /**
   * To be called when all pods are known: goes on with the endpoints that have waited for that, and
   * asks for another reconciliation of those that could not.
   */
  public void podsKnown() {
    turns.look();
    plans.forEach((name, plan) -> nudge().accept(name));
  }

  @Override
  public List<EventSource<?, ModelEndpoint>> prepareEventSources(
      EventSourceContext<ModelEndpoint> context) {
    return List.of(nudges);
  }

  @Override
  public UpdateControl<ModelEndpoint> reconcile(
      ModelEndpoint endpoint, Context<ModelEndpoint> context) {
    turns.await(endpoint.endpointName());
    try {
      return Contained.run(() -> settle(endpoint));
    } catch (RuntimeException e) {
      // Closes the plan, because an earlier one may lack a guard that the spec has since got.
      var failure = Failure.of(e);
      plans.put(
          Observation.of(endpoint).name(),
          new ServingPlan(false, failure.reason().id(), failure.message(), null, null));
      throw e;
    } finally {
      turns.end();
    }
  }

  /**
   * Writes the failure into the status, unless the API server was away or busy; JOSDK tries again.
   */
  @Override
  public ErrorStatusUpdateControl<ModelEndpoint> updateErrorStatus(
      ModelEndpoint endpoint, Context<ModelEndpoint> context, Exception cause) {
    var failure = failures.reconciling(endpoint, cause);
    if (failure.passing()) {
      return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
    var conditions =
        ConditionSet.amending(
                Observation.of(endpoint).conditionsBefore(),
                endpoint.getMetadata().getGeneration(),
                clock.instant())
            .set(ConditionType.READY, ConditionState.ofFalse(failure.reason(), failure.message()))
            .conditions();
    return ErrorStatusUpdateControl.patchStatus(
        StatusPatch.of(
            endpoint,
            new ModelEndpoint(),
            EndpointStatus.failed(endpoint.getStatus(), conditions)));
  }

  private UpdateControl<ModelEndpoint> settle(ModelEndpoint endpoint) {
    listener.seen(endpoint);
    var outcome = steps.run(endpoint);
    var observed = outcome.observed();
    var limits = enforced.limits(observed);
    var conditions =
        EndpointConditions.tellingOf(
            limits == null ? null : EnforcedLimits.generation(observed), outcome.conditions());
    var status = EndpointStatus.of(observed, conditions, limits, clusterDomain);
    plans.put(observed.name(), plan(conditions, limits, observed));
    tell(observed, conditions);
    var control =
        status.equals(EndpointStatus.owned(endpoint.getStatus()))
            ? UpdateControl.<ModelEndpoint>noUpdate()
            : UpdateControl.patchStatus(StatusPatch.of(endpoint, new ModelEndpoint(), status));
    var settled =
        ConditionSet.isTrue(conditions, ConditionType.READY)
            && ConditionSet.isTrue(conditions, ConditionType.SERVICE_READY)
            && !observed.unavailable();
    return control.rescheduleAfter(
        settled ? NextLook.after(clock.instant(), observed.price()) : SOON);
  }

  @Override
  public DeleteControl cleanup(ModelEndpoint endpoint, Context<ModelEndpoint> context) {
    try {
      Contained.run(
          () -> {
            listener.leaving(endpoint);
            return true;
          });
    } catch (RuntimeException e) {
      var _ = failures.reconciling(endpoint, e);
      throw e;
    }
    plans.remove(Observation.of(endpoint).name());
    return DeleteControl.defaultDelete();
  }

  private ServingPlan plan(
      List<Condition> conditions, @Nullable EndpointLimits limits, Observation observed) {
    var ready = ConditionSet.find(conditions, ConditionType.READY).orElseThrow();
    var closing = EndpointConditions.closing(conditions);
    return new ServingPlan(
        closing.isEmpty() && limits != null,
        closing.orElse(ready).getReason(),
        closing.map(each -> each.getType() + ": " + each.getMessage()).orElse(ready.getMessage()),
        limits,
        grant(observed));
  }

  /**
   * The observed grant. While AWS or the API server is away, the last one for the same role and
   * region stays: a session that is still held can serve further pods.
   */
  private ServingPlan.@Nullable Grant grant(Observation observed) {
    if (observed.grant() != null || !observed.unavailable()) {
      return observed.grant();
    }
    return plans
        .of(observed.name())
        .map(ServingPlan::grant)
        .filter(last -> last.isFor(observed.spec()))
        .orElse(null);
  }

  private void tell(Observation observed, List<Condition> conditions) {
    ConditionSet.transitions(observed.conditionsBefore(), conditions).stream()
        .filter(ConditionSet.Transition::isNews)
        .forEach(
            each ->
                events.changed(
                    observed.endpoint(),
                    each.isTrue(),
                    each.condition(),
                    each.condition().getType() + ": " + each.condition().getMessage()));
  }
}
