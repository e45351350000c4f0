package ai.kernelpanic09.operator.prompt;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.PromptTemplate;
import ai.kernelpanic09.api.PromptTemplateStatus;
import ai.kernelpanic09.api.PromptTemplateStatus.Revision;
import ai.kernelpanic09.api.condition.ConditionType;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.core.prompt.TemplateName;
import ai.kernelpanic09.operator.cluster.ClusterConnection;
import ai.kernelpanic09.operator.cluster.ClusterView;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.operator.cluster.FailureLog;
import ai.kernelpanic09.operator.failure.Contained;
import ai.kernelpanic09.operator.status.ConditionSet;
import ai.kernelpanic09.operator.status.StatusPatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a revision of each prompt that a template has had, and tells whether the newest can be
 * rendered. A prompt that can't be parsed makes no revision: calls go on with the one before it.
 */
@ControllerConfiguration(
    name = "prompttemplate",
    fieldManager = PromptTemplateReconciler.FIELD_MANAGER)
public final class PromptTemplateReconciler implements Reconciler<PromptTemplate> {

  public static final String FIELD_MANAGER = "k8s-ai-prompt";

  private static final Logger LOG = LoggerFactory.getLogger(PromptTemplateReconciler.class);

  private static final int MAX_AT_ONCE = 8;

  private final Semaphore turns = new Semaphore(MAX_AT_ONCE);
  private final ClusterView cluster;
  private final KubernetesClient client;
  private final PromptRevisions revisions;
  private final EventRecorder events;
  private final FailureLog failures;
  private final InstantSource clock;
  private final EndpointTriggers triggers;
  private final FirstLooks firstLooks;

  public PromptTemplateReconciler(ClusterConnection cluster, InstantSource clock) {
    this.cluster = cluster.view();
    this.events = cluster.events();
    this.failures = cluster.failures();
    this.clock = clock;
    this.client = cluster.client();
    revisions = new PromptRevisions(client, clock);
    triggers = new EndpointTriggers(this.cluster.templates()::all);
    firstLooks = new FirstLooks(clock);
  }

  @Override
  public List<EventSource<?, PromptTemplate>> prepareEventSources(
      EventSourceContext<PromptTemplate> context) {
    return List.of(triggers.source());
  }

  /** To be called when an endpoint was created or changed, or is being deleted. */
  public void endpointChanged(ModelEndpoint endpoint) {
    triggers.endpointChanged(endpoint);
  }

  @Override
  public UpdateControl<PromptTemplate> reconcile(
      PromptTemplate template, Context<PromptTemplate> context) {
    var later = firstLooks.later();
    if (later.isPresent() && TemplateStatus.isReady(template) && endpointFound(template)) {
      return UpdateControl.<PromptTemplate>noUpdate().rescheduleAfter(later.get());
    }
    // Each takes whole prompts into memory, and tenants decide how many there are and how large.
    turns.acquireUninterruptibly();
    try {
      return Contained.run(
          () -> live(template).map(this::settle).orElseGet(UpdateControl::noUpdate));
    } finally {
      turns.release();
    }
  }

  /** The whole template, of which the cache has the name; empty if it is gone. */
  private Optional<PromptTemplate> live(PromptTemplate cached) {
    var metadata = cached.getMetadata();
    return Optional.ofNullable(
            client
                .resources(PromptTemplate.class)
                .inNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .get())
        .filter(each -> each.getMetadata().getUid().equals(metadata.getUid()));
  }

  private UpdateControl<PromptTemplate> settle(PromptTemplate template) {
    var parsed = TemplateStatus.parsed(template.getSpec());
    List<Revision> kept;
    if (parsed.isTrue()) {
      var after = revisions.keep(template);
      kept = after.all();
      tellRevision(template, after.made());
    } else {
      kept = revisions.of(template);
    }
    var status =
        TemplateStatus.of(template, parsed, endpointFound(template), kept, clock.instant());
    if (status.equals(template.getStatus())) {
      return UpdateControl.noUpdate();
    }
    tellTransitions(template, status);
    return UpdateControl.patchStatus(StatusPatch.of(template, new PromptTemplate(), status));
  }

  private boolean endpointFound(PromptTemplate template) {
    return cluster
        .endpoints()
        .get(template.getMetadata().getNamespace(), template.getSpec().modelEndpointRef().name())
        .filter(each -> !each.isMarkedForDeletion())
        .isPresent();
  }

  /**
   * Writes the failure into the status, unless the API server was away or busy; JOSDK tries again.
   */
  @Override
  public ErrorStatusUpdateControl<PromptTemplate> updateErrorStatus(
      PromptTemplate template, Context<PromptTemplate> context, Exception cause) {
    var failure = failures.reconciling(template, cause);
    return failure.passing()
        ? ErrorStatusUpdateControl.defaultErrorProcessing()
        : ErrorStatusUpdateControl.patchStatus(
            StatusPatch.of(
                template,
                new PromptTemplate(),
                TemplateStatus.failed(template, failure, clock.instant())));
  }

  private void tellRevision(PromptTemplate template, @Nullable Revision made) {
    if (made != null) {
      events.normal(
          template,
          EventReason.REVISION_CREATED,
          "revision " + made.revision() + ", by " + made.author());
      LOG.info(
          "event=prompt_revision template={} revision={} hash={} author=\"{}\"",
          new TemplateName(template.getMetadata().getNamespace(), template.getMetadata().getName()),
          made.revision(),
          made.hash(),
          made.author());
    }
  }

  private void tellTransitions(PromptTemplate template, PromptTemplateStatus after) {
    ConditionSet.transitions(
            TemplateStatus.conditions(template), ConditionSet.in(after.conditions()))
        .stream()
        .filter(each -> each.isNews() && !each.isOf(ConditionType.READY))
        .forEach(
            each ->
                events.changed(
                    template, each.isTrue(), each.condition(), each.condition().getMessage()));
  }
}
