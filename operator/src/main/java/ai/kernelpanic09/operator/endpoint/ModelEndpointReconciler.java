package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.core.endpoint.EndpointLimits;
import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.config.OperatorConfig;
import ai.kernelpanic09.operator.failure.Contained;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.serving.ServingPlan;
import ai.kernelpanic09.operator.serving.ServingPlans;
import ai.kernelpanic09.operator.status.ConditionList;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reconciles ModelEndpoints: runs the steps, writes the status if it changed, and publishes it. */
public final class ModelEndpointReconciler
    implements Reconciler<ModelEndpoint>, Cleaner<ModelEndpoint> {

  public static final String FINALIZER = "ai.kernelpanic09.io/budget-floor";
  public static final String FIELD_MANAGER = "k8s-ai-endpoint";

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LATER = Duration.ofMinutes(5);

  private final Steps steps;
  private final ServingPlans plans;
  private final EndpointLife life;
  private final EventRecorder events;
  private final Enforced enforced;
  private final OperatorConfig config;
  private final FailureLog failures;
  private final InstantSource clock;
  private final SimpleInboundEventSource<ModelEndpoint> nudges =
      new SimpleInboundEventSource<>("nudges");

  /** What else happens in an endpoint's life. */
  public interface EndpointLife {

    /** It exists, and may be new. */
    void seen(ModelEndpoint endpoint);

    /** It is about to go: whatever must not be forgotten is to be written down now. */
    void leaving(ModelEndpoint endpoint);
  }

  ModelEndpointReconciler(
      Steps steps,
      ServingPlans plans,
      EndpointLife life,
      EventRecorder events,
      Enforced enforced,
      OperatorConfig config,
      FailureLog failures,
      InstantSource clock) {
    this.failures = failures;
    this.clock = clock;
    this.steps = steps;
    this.plans = plans;
    this.life = life;
    this.events = events;
    this.enforced = enforced;
    this.config = config;
  }

  /** Asks for a reconciliation of one endpoint. */
  public Consumer<EndpointName> nudge() {
    return name -> nudges.propagateEvent(new ResourceID(name.name(), name.namespace()));
  }

  @Override
  public List<EventSource<?, ModelEndpoint>> prepareEventSources(
      EventSourceContext<ModelEndpoint> context) {
    return List.of(nudges);
  }

  @Override
  public UpdateControl<ModelEndpoint> reconcile(
      ModelEndpoint endpoint, Context<ModelEndpoint> context) {
    try {
      return Contained.run(() -> settle(endpoint));
    } catch (RuntimeException e) {
      // A plan of before may lack a guard that the spec has had since.
      var failure = Failure.of(e);
      plans.put(
          new Findings(endpoint).name(),
          new ServingPlan(false, failure.reason(), failure.message(), null, null));
      throw e;
    }
  }

  /** Says in the status why it failed; JOSDK tries again. */
  @Override
  public ErrorStatusUpdateControl<ModelEndpoint> updateErrorStatus(
      ModelEndpoint endpoint, Context<ModelEndpoint> context, Exception cause) {
    var failure = failures.reconciling(endpoint, cause);
    if (failure.passing()) {
      return ErrorStatusUpdateControl.defaultErrorProcessing();
    }
    var before = new Findings(endpoint).conditionsBefore();
    var conditions = new ArrayList<>(before);
    conditions.removeIf(each -> each.getType().equals(ConditionType.READY.id()));
    conditions.add(
        ConditionList.next(
            before,
            ConditionType.READY.id(),
            "False",
            failure.reason(),
            failure.message(),
            endpoint.getMetadata().getGeneration(),
            clock.instant()));
    return ErrorStatusUpdateControl.patchStatus(
        StatusOf.toApply(endpoint, StatusOf.failed(endpoint.getStatus(), conditions)));
  }

  private UpdateControl<ModelEndpoint> settle(ModelEndpoint endpoint) {
    life.seen(endpoint);
    var findings = new Findings(endpoint);
    var found = steps.run(findings);
    var limits = enforced.limits(findings);
    var conditions =
        Conditions.tellingOf(limits == null ? null : Enforced.generation(findings), found);
    var status = StatusOf.of(findings, conditions, limits, config.installation().clusterDomain());
    plans.put(findings.name(), plan(conditions, limits, findings));
    tell(findings, conditions);
    var control =
        status.equals(StatusOf.owned(endpoint.getStatus()))
            ? UpdateControl.<ModelEndpoint>noUpdate()
            : UpdateControl.patchStatus(StatusOf.toApply(endpoint, status));
    var settled = Conditions.isTrue(conditions, ConditionType.READY) && !findings.awsAway;
    return control.rescheduleAfter(settled ? LATER : SOON);
  }

  @Override
  public DeleteControl cleanup(ModelEndpoint endpoint, Context<ModelEndpoint> context) {
    try {
      Contained.run(
          () -> {
            life.leaving(endpoint);
            return true;
          });
    } catch (RuntimeException e) {
      var _ = failures.reconciling(endpoint, e);
      throw e;
    }
    plans.remove(new Findings(endpoint).name());
    return DeleteControl.defaultDelete();
  }

  private ServingPlan plan(
      List<Condition> conditions, @Nullable EndpointLimits limits, Findings findings) {
    var ready = Conditions.find(conditions, ConditionType.READY).orElseThrow();
    var closing = Conditions.closing(conditions);
    return new ServingPlan(
        closing.isEmpty() && limits != null,
        closing.orElse(ready).getReason(),
        closing.map(each -> each.getType() + ": " + each.getMessage()).orElse(ready.getMessage()),
        limits,
        grant(findings));
  }

  /** While AWS is away the last grant stays: a session that is held still may start more pods. */
  private ServingPlan.@Nullable Grant grant(Findings findings) {
    if (findings.grant != null || !findings.awsAway) {
      return findings.grant;
    }
    return plans
        .of(findings.name())
        .map(ServingPlan::grant)
        .filter(last -> last.isFor(findings.spec()))
        .orElse(null);
  }

  private void tell(Findings findings, List<Condition> conditions) {
    for (var condition : conditions) {
      var before =
          findings.conditionsBefore().stream()
              .filter(each -> each.getType().equals(condition.getType()))
              .findFirst();
      var same =
          before.isPresent()
              && Objects.equals(before.get().getStatus(), condition.getStatus())
              && Objects.equals(before.get().getReason(), condition.getReason());
      if (same || (before.isEmpty() && !"False".equals(condition.getStatus()))) {
        continue;
      }
      var message = condition.getType() + ": " + condition.getMessage();
      if ("True".equals(condition.getStatus())) {
        events.normal(findings.endpoint(), condition.getReason(), message);
      } else {
        events.warning(findings.endpoint(), condition.getReason(), message);
      }
    }
  }
}
