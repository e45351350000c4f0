package ai.kernelpanic09.operator.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;

/**
 * Creates a Vert.x that measures its HTTP servers: webhook, control API, metrics and probes,
 * distinguished by port. No label holds a caller's input.
 */
public final class MeasuredVertx {

  private MeasuredVertx() {}

  /**
   * A new Vert.x that registers {@code vertx_http_server_*}.
   *
   * @param transport what its servers accept connections by
   */
  public static Vertx create(MeterRegistry registry, Transport transport) {
    var options =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setLabels(EnumSet.of(Label.LOCAL, Label.HTTP_CODE));
    for (var domain : EnumSet.complementOf(EnumSet.of(MetricsDomain.HTTP_SERVER))) {
      options.addDisabledMetricsCategory(domain.toCategory());
    }
    // Vert.x registers it again for each connection, which Micrometer warns about.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.http.server.active"));
    return Vertx.builder()
        .with(new VertxOptions().setMetricsOptions(options))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .withTransport(transport)
        .build();
  }
}
