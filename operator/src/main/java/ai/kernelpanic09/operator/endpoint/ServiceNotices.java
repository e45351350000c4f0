package ai.kernelpanic09.operator.endpoint;

import ai.kernelpanic09.api.ModelEndpoint;
import ai.kernelpanic09.api.condition.EventReason;
import ai.kernelpanic09.operator.cluster.EventRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells that an endpoint's Service was put right. */
final class ServiceNotices {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotices.class);

  private final EventRecorder events;

  ServiceNotices(EventRecorder events) {
    this.events = events;
  }

  /**
   * @param what a sentence that says what was wrong
   */
  void putRight(ModelEndpoint endpoint, String what) {
    if (events.warningSeldom(endpoint, EventReason.SERVICE_PUT_RIGHT, what)) {
      LOG.warn("event=service_put_right endpoint={} what=\"{}\"", endpoint.endpointName(), what);
    }
  }
}
