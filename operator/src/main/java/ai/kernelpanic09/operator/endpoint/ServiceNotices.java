package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that an endpoint's Service was put right, once in ten minutes: somebody may change it again
 * and again.
 */
final class ServiceNotices {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotices.class);

  private final EventRecorder events;
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofMinutes(10)).build();

  ServiceNotices(EventRecorder events) {
    this.events = events;
  }

  /**
   * @param what a sentence that says what was wrong
   */
  void putRight(ModelEndpoint endpoint, String what) {
    if (told.asMap().putIfAbsent(endpoint.getMetadata().getUid(), true) == null) {
      LOG.warn("event=service_put_right endpoint={} what=\"{}\"", endpoint.endpointName(), what);
      events.warning(endpoint, EventReason.SERVICE_PUT_RIGHT, what);
    }
  }
}
