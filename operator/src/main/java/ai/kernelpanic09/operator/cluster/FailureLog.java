package ai.kernelpanic09.operator.cluster;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.operator.failure.Failure;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports failures: a missing right as a metric and in the log, a failed reconciliation in the log
 * and as an Event. Each is logged once in ten minutes.
 */
public final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

  /** As the API server writes it: {@code User "x" cannot patch resource "pods/status" in …}. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("cannot ([a-z]+) resource \"([a-z0-9./-]+)\"");

  private final MeterRegistry registry;
  private final EventRecorder events;

  /**
   * Failures already reported, by identity: the update of the status reports one first, then JOSDK
   * reports it again.
   */
  private final Cache<Throwable, Failure> heard = Caffeine.newBuilder().weakKeys().build();

  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  public FailureLog(MeterRegistry registry, EventRecorder events) {
    this.registry = registry;
    this.events = events;
  }

  /** Counts the missing right, if that is the cause of the failure. */
  public Failure note(Throwable cause) {
    var failure = Failure.of(cause);
    note(failure.message());
    return failure;
  }

  /** Counts the missing right, if the API server's message names one. */
  public void note(String message) {
    var forbidden = FORBIDDEN.matcher(message);
    if (!forbidden.find()) {
      return;
    }
    var verb = forbidden.group(1);
    var resource = forbidden.group(2);
    Counter.builder("k8s_ai_operator_missing_rights")
        .description("Requests that the API server refused because a right is missing")
        .tags("verb", verb, "resource", resource)
        .register(registry)
        .increment();
    if (isNews(verb + " " + resource)) {
      LOG.warn("event=right_missing verb={} resource={} message=\"{}\"", verb, resource, message);
    }
  }

  /** Reports a reconciliation that failed and will be tried again; once for each failure. */
  public Failure reconciling(HasMetadata about, Throwable cause) {
    var known = heard.getIfPresent(cause);
    if (known != null) {
      return known;
    }
    var failure = note(cause);
    heard.put(cause, failure);
    var metadata = about.getMetadata();
    if (isNews(metadata.getUid() + " " + failure.message())) {
      LOG.warn(
          "event=reconcile_failed kind={} namespace={} name={} reason={} error=\"{}\"",
          about.getKind(),
          metadata.getNamespace(),
          metadata.getName(),
          failure.reason(),
          failure.message());
      if (failure.reason() == ConditionReason.INTERNAL_ERROR) {
        LOG.warn("event=internal_error", cause);
      }
      events.warning(about, failure.reason(), failure.message());
    }
    return failure;
  }

  private boolean isNews(String what) {
    return told.asMap().putIfAbsent(what, true) == null;
  }
}
