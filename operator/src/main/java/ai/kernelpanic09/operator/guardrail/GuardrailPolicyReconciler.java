package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.GuardrailPolicyStatus;
import ai.kernelpanic09.api.GuardrailPolicyStatus.Guardrail;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.credentials.AwsAccess;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.failure.Contained;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.ConditionState;
import ai.kernelpanic09.operator.status.StatusPatch;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a guardrail in each account and region whose endpoints name a policy, and removes them with
 * the policy once no endpoint names it.
 */
@ControllerConfiguration(
    name = "guardrailpolicy",
    finalizerName = GuardrailPolicyReconciler.FINALIZER,
    fieldManager = GuardrailPolicyReconciler.FIELD_MANAGER)
public final class GuardrailPolicyReconciler
    implements Reconciler<GuardrailPolicy>, Cleaner<GuardrailPolicy> {

  public static final String FINALIZER = "ai.kernelpanic09.io/guardrail";
  public static final String FIELD_MANAGER = "k8s-ai-guardrail";

  private static final Duration NOTHING_TO_DO = Duration.ofMinutes(10);

  private final GuardrailSessions sessions;
  private final ClusterView cluster;
  private final PolicyPlacement placement;
  private final String clusterUid;
  private final EventRecorder events;
  private final FailureLog failures;
  private final InstantSource clock;
  private final ControlPace pace = new ControlPace();
  private final PolicyTriggers triggers = new PolicyTriggers();
  private final PolicyRemoval removal;
  private final Map<Key, GuardrailTask> tasks = new ConcurrentHashMap<>();

  private record Key(String policyUid, AccountRegion place) {}

  /**
   * Creates the reconciler: one for the whole process, because it keeps the pace of requests to
   * Bedrock's control plane. Call {@link #endpointChanged} on each change of an endpoint.
   *
   * @param requireAllowList whether a namespace without allow-list may use no role at all
   */
  public GuardrailPolicyReconciler(
      AwsAccess aws, ClusterConnection cluster, boolean requireAllowList, InstantSource clock) {
    this.sessions =
        (manager, region) ->
            new GuardrailCalls(
                aws.clients().bedrock(region),
                aws.broker()
                    .session(manager.as(), manager.roleArn(), region, SessionPolicy.control())
                    .credentials());
    this.cluster = cluster.view();
    this.placement = new PolicyPlacement(this.cluster::namespaceAnnotations, requireAllowList);
    this.clusterUid = aws.clusterId();
    this.events = cluster.events();
    this.failures = cluster.failures();
    this.clock = clock;
    this.removal = new PolicyRemoval(sessions, pace);
  }

  @Override
  public List<EventSource<?, GuardrailPolicy>> prepareEventSources(
      EventSourceContext<GuardrailPolicy> context) {
    return List.of(triggers.source());
  }

  /**
   * To be called when an endpoint was created or changed, or is being deleted: the policy that it
   * names may be needed in another account or region.
   */
  public void endpointChanged(ModelEndpoint endpoint) {
    triggers.endpointChanged(endpoint);
  }

  @Override
  public UpdateControl<GuardrailPolicy> reconcile(
      GuardrailPolicy policy, Context<GuardrailPolicy> context) {
    return Contained.run(() -> settle(policy, context));
  }

  private UpdateControl<GuardrailPolicy> settle(
      GuardrailPolicy policy, Context<GuardrailPolicy> context) {
    var referencing = referencing(policy);
    var managers = placement.of(policy, referencing);
    ManagerAnnotation.write(context.getClient(), policy, managers);
    var progress = advance(policy, referencing, managers);
    return write(policy, progress.status()).rescheduleAfter(millis(progress.next()));
  }

  /**
   * Writes the failure into the status, unless the API server was away or busy; JOSDK tries again.
   */
  @Override
  public ErrorStatusUpdateControl<GuardrailPolicy> updateErrorStatus(
      GuardrailPolicy policy, Context<GuardrailPolicy> context, Exception cause) {
    var failure = failures.reconciling(policy, cause);
    return failure.passing()
        ? ErrorStatusUpdateControl.defaultErrorProcessing()
        : ErrorStatusUpdateControl.patchStatus(
            toApply(policy, PolicyStatus.failed(policy, failure, clock.instant())));
  }

  @Override
  public DeleteControl cleanup(GuardrailPolicy policy, Context<GuardrailPolicy> context) {
    try {
      return Contained.run(() -> remove(policy, context));
    } catch (RuntimeException e) {
      var _ = failures.reconciling(policy, e);
      throw e;
    }
  }

  private DeleteControl remove(GuardrailPolicy policy, Context<GuardrailPolicy> context) {
    var referencing = referencing(policy);
    if (!referencing.isEmpty()) {
      return hold(policy, referencing, context);
    }
    tasks.keySet().removeIf(key -> key.policyUid().equals(policy.getMetadata().getUid()));
    var left = removal.advance(policy, owner(policy));
    if (left.isEmpty()) {
      removal.forget(policy);
      return DeleteControl.defaultDelete();
    }
    writeNow(policy, PolicyStatus.entries(policy), left.get().state(), context);
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(millis(left.get().after()));
  }

  /** Keeps a policy that is being deleted in force, because endpoints still name it. */
  private DeleteControl hold(
      GuardrailPolicy policy, List<ModelEndpoint> referencing, Context<GuardrailPolicy> context) {
    var managers = placement.of(policy, referencing);
    var progress = advance(policy, referencing, managers);
    var names = referencing.stream().limit(5).map(each -> each.endpointName().toString()).toList();
    var inUse =
        ConditionState.ofFalse(
            ConditionReason.IN_USE,
            "deletion waits for "
                + referencing.size()
                + " endpoint(s) that use the policy: "
                + String.join(", ", names));
    writeNow(policy, progress.entries(), inUse, context);
    var soon = Duration.ofSeconds(5);
    var next = progress.next().compareTo(soon) < 0 ? progress.next() : soon;
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(millis(next));
  }

  private record Progress(
      SortedMap<AccountRegion, Guardrail> entries, GuardrailPolicyStatus status, Duration next) {}

  private Progress advance(
      GuardrailPolicy policy,
      List<ModelEndpoint> referencing,
      SortedMap<AccountRegion, Manager> managers) {
    var request = GuardrailRequest.of(policy.getSpec());
    var entries = PolicyStatus.entries(policy);
    var needed = new TreeMap<AccountRegion, Guardrail>();
    var next = NOTHING_TO_DO;
    for (var each : managers.entrySet()) {
      var place = each.getKey();
      var before = entries.get(place);
      var known = Goal.Known.of(before);
      var goal =
          new Goal(
              owner(policy), request, known, known == null ? Set.of() : known.inUse(referencing));
      var task =
          tasks.computeIfAbsent(
              new Key(policy.getMetadata().getUid(), place), key -> new GuardrailTask(pace, clock));
      var manager = each.getValue();
      var outcome = task.advance(goal, manager, () -> sessions.open(manager, place.region()));
      if (outcome instanceof Drifted drifted) {
        events.warning(policy, EventReason.DRIFTED, place + ": " + drifted.message());
      }
      var after = PolicyStatus.entry(place, before, outcome, request.hash());
      entries.put(place, after);
      needed.put(place, after);
      var wait = outcome instanceof Refused refused ? refused.after() : task.nextAfter(outcome);
      next = wait.compareTo(next) < 0 ? wait : next;
    }
    var synced = PolicyStatus.synced(policy.getSpec(), needed, request.hash());
    var status = PolicyStatus.of(policy, request, entries, synced, clock.instant());
    return new Progress(entries, status, next);
  }

  private UpdateControl<GuardrailPolicy> write(
      GuardrailPolicy policy, GuardrailPolicyStatus status) {
    if (status.equals(policy.getStatus())) {
      return UpdateControl.noUpdate();
    }
    tellTransitions(policy, status);
    return UpdateControl.patchStatus(toApply(policy, status));
  }

  private void writeNow(
      GuardrailPolicy policy,
      SortedMap<AccountRegion, Guardrail> entries,
      ConditionState synced,
      Context<GuardrailPolicy> context) {
    var request = GuardrailRequest.of(policy.getSpec());
    var status = PolicyStatus.of(policy, request, entries, synced, clock.instant());
    if (!status.equals(policy.getStatus())) {
      tellTransitions(policy, status);
      StatusWrite.apply(context.getClient(), toApply(policy, status));
    }
  }

  /**
   * Milliseconds, rounded up, so that a reconciliation that waits for its turn does not come too
   * early.
   */
  private static long millis(Duration after) {
    return Math.max(1, after.plusNanos(999_999).toMillis());
  }

  private static GuardrailPolicy toApply(GuardrailPolicy policy, GuardrailPolicyStatus status) {
    return StatusPatch.of(policy, new GuardrailPolicy(), status);
  }

  /**
   * Writes Events about transitions: of Synced also the first, of Normalized only those to True.
   */
  private void tellTransitions(GuardrailPolicy policy, GuardrailPolicyStatus after) {
    for (var each :
        ConditionSet.transitions(
            PolicyStatus.conditions(policy), ConditionSet.in(after.conditions()))) {
      var condition = each.condition();
      if (each.isOf(ConditionType.SYNCED)) {
        var waits = ConditionReason.SYNCING.id().equals(condition.getReason());
        events.changed(policy, each.isTrue() || waits, condition, condition.getMessage());
      } else if (each.isOf(ConditionType.NORMALIZED) && each.isTrue()) {
        events.changed(policy, false, condition, condition.getMessage());
      }
    }
  }

  private List<ModelEndpoint> referencing(GuardrailPolicy policy) {
    return PolicyPlacement.referencing(policy.getMetadata().getName(), cluster.endpoints().all());
  }

  private GuardrailOwner owner(GuardrailPolicy policy) {
    return new GuardrailOwner(
        clusterUid, policy.getMetadata().getName(), policy.getMetadata().getUid());
  }
}
