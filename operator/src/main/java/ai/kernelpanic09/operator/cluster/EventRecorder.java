package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.Names;
import ai.kernelpanic09.api.condition.DocumentedReason;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people of transitions by Events about an object. */
public final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final int MAX_MESSAGE_LENGTH = 1_024;

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  public EventRecorder(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  public void normal(HasMetadata about, DocumentedReason reason, String message) {
    record("Normal", about, reason.id(), message);
  }

  public void warning(HasMetadata about, DocumentedReason reason, String message) {
    record("Warning", about, reason.id(), message);
  }

  /**
   * Tells that a condition has another status or reason: by a normal Event if {@code good}, else by
   * a warning.
   */
  public void changed(HasMetadata about, boolean good, Condition condition, String message) {
    record(good ? "Normal" : "Warning", about, condition.getReason(), message);
  }

  /** A warning that is written once for each object and reason, even if the operator restarts. */
  public void warningOnce(HasMetadata about, DocumentedReason reason, String message) {
    var metadata = about.getMetadata();
    var object =
        new ObjectMetaBuilder()
            .withName(reason.id().toLowerCase(Locale.ROOT) + "." + metadata.getUid());
    record("Warning", about, reason.id(), message, object);
  }

  /**
   * A warning that is written once in ten minutes for each object and reason: somebody may do again
   * and again what it is about. Returns whether it was written.
   */
  public boolean warningSeldom(HasMetadata about, DocumentedReason reason, String message) {
    var metadata = about.getMetadata();
    var key = reason.id() + " " + metadata.getNamespace() + "/" + metadata.getName();
    if (told.asMap().putIfAbsent(key, true) != null) {
      return false;
    }
    warning(about, reason, message);
    return true;
  }

  private void record(String type, HasMetadata about, String reason, String message) {
    var object = new ObjectMetaBuilder().withGenerateName(about.getMetadata().getName() + ".");
    record(type, about, reason, message, object);
  }

  private void record(
      String type, HasMetadata about, String reason, String message, ObjectMetaBuilder object) {
    var metadata = about.getMetadata();
    var namespace = Objects.requireNonNullElse(metadata.getNamespace(), "default");
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var event =
        new EventBuilder()
            .withMetadata(object.withNamespace(namespace).build())
            .withInvolvedObject(
                new ObjectReferenceBuilder()
                    .withApiVersion(about.getApiVersion())
                    .withKind(about.getKind())
                    .withNamespace(metadata.getNamespace())
                    .withName(metadata.getName())
                    .withUid(metadata.getUid())
                    .build())
            .withType(type)
            .withReason(reason)
            .withMessage(
                message.length() > MAX_MESSAGE_LENGTH
                    ? message.substring(0, MAX_MESSAGE_LENGTH)
                    : message)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource()
            .withComponent(Names.OPERATOR)
            .endSource()
            .withReportingComponent(Names.OPERATOR)
            .build();
    try {
      client.v1().events().inNamespace(namespace).resource(event).create();
    } catch (KubernetesClientException e) {
      // Losing an Event is harmless: the status holds the same.
      LOG.debug("event=event_lost reason={} code={}", reason, e.getCode());
    }
  }
}
