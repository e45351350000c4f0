package ai.kernelpanic09.operator.metrics;

import ai.kernelpanic09.webhook.body.ConnectionLimit;
import ai.kernelpanic09.webhook.body.SharedRoom;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;

/** Shows what is held for those who send to a port, and what they have lost to its bounds. */
public final class PortMetrics {

  private PortMetrics() {}

  /**
   * @param port name of the port
   * @param refused connections that were not accepted
   */
  public static void bind(
      MeterRegistry registry,
      String port,
      SharedRoom bodies,
      ConnectionLimit connections,
      LongAdder refused) {
    var tags = Tags.of("port", port);
    Gauge.builder("k8s_ai_operator_body_bytes", bodies, SharedRoom::taken)
        .description("Bytes of requests' bodies in memory")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("k8s_ai_operator_refused_bodies", bodies, SharedRoom::refused)
        .description("Bodies of requests for which there was no memory")
        .tags(tags)
        .register(registry);
    Gauge.builder("k8s_ai_operator_connections", connections, ConnectionLimit::open)
        .description("Connections that are open")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder(
            "k8s_ai_operator_surplus_connections", connections, ConnectionLimit::surplus)
        .description("Connections that were closed because there were too many")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("k8s_ai_operator_refused_connections", refused, LongAdder::sum)
        .description("Connections that were refused before their TLS handshake")
        .tags(tags)
        .register(registry);
  }
}
