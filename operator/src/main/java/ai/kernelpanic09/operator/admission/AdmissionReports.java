package ai.kernelpanic09.operator.admission;

import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import ai.kernelpanic09.webhook.admission.AdmissionEvent;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Outcome;
import ai.kernelpanic09.webhook.admission.AdmissionEvent.Webhook;
import ai.kernelpanic09.webhook.admission.AdmissionListener;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports decisions: as metrics by reason, and as an Event on the owner of a refused pod. */
final class AdmissionReports implements AdmissionListener {

  private static final Logger LOG = LoggerFactory.getLogger(AdmissionReports.class);

  private final MeterRegistry registry;
  private final EventRecorder events;
  private final Consumer<String> injectedInto;

  /**
   * @param injectedInto told the namespace of each pod that got a sidecar
   */
  AdmissionReports(MeterRegistry registry, EventRecorder events, Consumer<String> injectedInto) {
    this.registry = registry;
    this.events = events;
    this.injectedInto = injectedInto;
  }

  @Override
  public void decided(AdmissionEvent event) {
    measure(event);
    if (event.webhook() == Webhook.MUTATE_PODS
        && event.outcome() == Outcome.PATCHED
        && !event.dryRun()) {
      injectedInto.accept(event.namespace());
    }
    if (event.outcome() == Outcome.DENIED || event.outcome() == Outcome.FAILED) {
      LOG.info(
          "event=admission outcome={} webhook={} namespace={} subject={} reasons={}",
          outcome(event),
          webhook(event),
          event.namespace(),
          event.subject(),
          event.reasons().stream().map(each -> each.id()).toList());
      if (!event.dryRun()) {
        event.owner().ifPresent(owner -> record(owner, event));
      }
    }
  }

  private void measure(AdmissionEvent event) {
    var webhook = webhook(event);
    var outcome = outcome(event);
    Timer.builder("k8s_ai_operator_admission_duration_seconds")
        .description("How long the webhooks took to decide")
        .tag("webhook", webhook)
        .publishPercentileHistogram()
        .register(registry)
        .record(event.nanos(), TimeUnit.NANOSECONDS);
    for (var reason : event.reasons()) {
      Counter.builder("k8s_ai_operator_admissions_total")
          .description("Decisions of the webhooks, by outcome and reason")
          .tags("webhook", webhook, "outcome", outcome, "reason", reason.id())
          .register(registry)
          .increment();
      if (event.webhook() == Webhook.MUTATE_PODS) {
        Counter.builder("k8s_ai_operator_injections_total")
            .description("Pods that asked for a sidecar, by what became of them")
            .tags("outcome", outcome, "reason", reason.id())
            .register(registry)
            .increment();
      }
    }
  }

  private static String webhook(AdmissionEvent event) {
    return event.webhook().name().toLowerCase(Locale.ROOT);
  }

  private static String outcome(AdmissionEvent event) {
    return event.outcome().name().toLowerCase(Locale.ROOT);
  }

  /** Writes the Event about the owner, because a refused pod does not exist. */
  private void record(OwnerReference owner, AdmissionEvent event) {
    events.warning(
        new GenericKubernetesResourceBuilder()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withNewMetadata()
            .withName(owner.getName())
            .withNamespace(event.namespace())
            .withUid(owner.getUid())
            .endMetadata()
            .build(),
        EventReason.SIDECAR_NOT_INJECTED,
        event.message());
  }
}
