package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.GuardrailPolicy;
import ai.kernelpanic09.api.GuardrailPolicyStatus;
import ai.kernelpanic09.api.GuardrailPolicyStatus.Guardrail;
import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.operator.aws.AwsClients;
import ai.kernelpanic09.operator.credentials.CredentialBroker;
import ai.kernelpanic09.operator.credentials.SessionPolicy;
import ai.kernelpanic09.operator.failure.Contained;
import ai.kernelpanic09.operator.failure.Failure;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Drifted;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps a guardrail in each account and region whose endpoints name a policy, and removes them with
 * the policy once no endpoint names it any more.
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

  private final GuardrailAccess access;
  private final Supplier<? extends Collection<ModelEndpoint>> endpoints;
  private final Targets targets;
  private final String clusterUid;
  private final PolicyNews news;
  private final BiFunction<HasMetadata, Throwable, Failure> failures;
  private final InstantSource clock;
  private final ControlPace pace;
  private final PolicyTriggers triggers = new PolicyTriggers();
  private final PolicyRemoval removal;
  private final Map<Key, GuardrailTask> tasks = new ConcurrentHashMap<>();

  private record Key(String policyUid, Target target) {}

  /**
   * @param endpoints a cache of all endpoints; tell {@link #endpointChanged} of its changes
   * @param namespaceAnnotations of a namespace by name
   * @param requireAllowList whether a namespace without allow-list may use no role at all
   * @param clusterUid UID of the namespace kube-system
   * @param failures tells of failures, and what a condition says of them
   * @param pace one for the whole process
   */
  public GuardrailPolicyReconciler(
      AwsClients clients,
      CredentialBroker broker,
      Supplier<? extends Collection<ModelEndpoint>> endpoints,
      Function<String, Map<String, String>> namespaceAnnotations,
      boolean requireAllowList,
      String clusterUid,
      PolicyNews news,
      BiFunction<HasMetadata, Throwable, Failure> failures,
      InstantSource clock,
      ControlPace pace) {
    this.access =
        (manager, region) ->
            new GuardrailCalls(
                clients.bedrock(region),
                broker
                    .session(manager.as(), manager.roleArn(), region, SessionPolicy.control())
                    .credentials());
    this.endpoints = endpoints;
    this.targets = new Targets(namespaceAnnotations, requireAllowList);
    this.clusterUid = clusterUid;
    this.news = news;
    this.failures = failures;
    this.clock = clock;
    this.pace = pace;
    this.removal = new PolicyRemoval(access, pace);
  }

  @Override
  public List<EventSource<?, GuardrailPolicy>> prepareEventSources(
      EventSourceContext<GuardrailPolicy> context) {
    return List.of(triggers.source());
  }

  /** An endpoint came, changed or is going: the policy that it names may be needed elsewhere. */
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
    var managers = targets.of(policy, referencing);
    ManagerNotes.write(context.getClient(), policy, managers);
    var progress = advance(policy, referencing, managers);
    return write(policy, progress.status()).rescheduleAfter(millis(progress.next()));
  }

  /** Says in the status why it failed; JOSDK tries again. */
  @Override
  public ErrorStatusUpdateControl<GuardrailPolicy> updateErrorStatus(
      GuardrailPolicy policy, Context<GuardrailPolicy> context, Exception cause) {
    var failure = failures.apply(policy, cause);
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
      var _ = failures.apply(policy, e);
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
    var finding = left.get().finding();
    writeNow(policy, PolicyStatus.entries(policy), finding, context);
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(millis(left.get().after()));
  }

  /** Endpoints still name it: it stays, and goes on as before. */
  private DeleteControl hold(
      GuardrailPolicy policy, List<ModelEndpoint> referencing, Context<GuardrailPolicy> context) {
    var managers = targets.of(policy, referencing);
    var progress = advance(policy, referencing, managers);
    var names = referencing.stream().limit(5).map(each -> each.endpointName().toString()).toList();
    var finding =
        PolicyStatus.Finding.no(
            SyncReason.IN_USE,
            "deletion waits for "
                + referencing.size()
                + " endpoint(s) that use the policy: "
                + String.join(", ", names));
    writeNow(policy, progress.entries(), finding, context);
    var soon = Duration.ofSeconds(5);
    var next = progress.next().compareTo(soon) < 0 ? progress.next() : soon;
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(millis(next));
  }

  private record Progress(
      SortedMap<Target, Guardrail> entries, GuardrailPolicyStatus status, Duration next) {}

  private Progress advance(
      GuardrailPolicy policy,
      List<ModelEndpoint> referencing,
      SortedMap<Target, Manager> managers) {
    var request = GuardrailRequest.of(policy.getSpec());
    var entries = PolicyStatus.entries(policy);
    var needed = new TreeMap<Target, Guardrail>();
    var next = NOTHING_TO_DO;
    for (var each : managers.entrySet()) {
      var target = each.getKey();
      var before = entries.get(target);
      var goal =
          new Goal(
              owner(policy), request, InUse.known(before), InUse.versions(before, referencing));
      var task =
          tasks.computeIfAbsent(
              new Key(policy.getMetadata().getUid(), target),
              key -> new GuardrailTask(pace, clock));
      var manager = each.getValue();
      var outcome = task.advance(goal, manager, () -> access.open(manager, target.region()));
      if (outcome instanceof Drifted drifted) {
        news.tell(policy, true, SyncReason.DRIFTED, target + ": " + drifted.message());
      }
      var after = PolicyStatus.entry(target, before, outcome, request.hash());
      entries.put(target, after);
      needed.put(target, after);
      var wait = outcome instanceof Refused refused ? refused.after() : task.nextAfter(outcome);
      next = wait.compareTo(next) < 0 ? wait : next;
    }
    var synced = PolicyStatus.synced(needed, request.hash());
    var status = PolicyStatus.of(policy, request, entries, synced, clock.instant());
    return new Progress(entries, status, next);
  }

  private UpdateControl<GuardrailPolicy> write(
      GuardrailPolicy policy, GuardrailPolicyStatus status) {
    if (status.equals(policy.getStatus())) {
      return UpdateControl.noUpdate();
    }
    news.tellTransitions(policy, status);
    return UpdateControl.patchStatus(toApply(policy, status));
  }

  private void writeNow(
      GuardrailPolicy policy,
      SortedMap<Target, Guardrail> entries,
      PolicyStatus.Finding finding,
      Context<GuardrailPolicy> context) {
    var request = GuardrailRequest.of(policy.getSpec());
    var status = PolicyStatus.of(policy, request, entries, finding, clock.instant());
    if (!status.equals(policy.getStatus())) {
      news.tellTransitions(policy, status);
      StatusWrite.apply(context.getClient(), toApply(policy, status));
    }
  }

  /** Rounded up, so that who waits for the pace does not come too early. */
  private static long millis(Duration after) {
    return Math.max(1, after.plusNanos(999_999).toMillis());
  }

  private static GuardrailPolicy toApply(GuardrailPolicy policy, GuardrailPolicyStatus status) {
    var applied = new GuardrailPolicy();
    applied.setMetadata(new ObjectMetaBuilder().withName(policy.getMetadata().getName()).build());
    applied.setStatus(status);
    return applied;
  }

  private List<ModelEndpoint> referencing(GuardrailPolicy policy) {
    return Targets.referencing(policy.getMetadata().getName(), endpoints.get());
  }

  private GuardrailOwner owner(GuardrailPolicy policy) {
    return new GuardrailOwner(
        clusterUid, policy.getMetadata().getName(), policy.getMetadata().getUid());
  }
}
