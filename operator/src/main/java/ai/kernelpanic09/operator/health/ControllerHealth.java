package ai.kernelpanic09.operator.health;

import io.javaoperatorsdk.operator.RuntimeInfo;
import io.javaoperatorsdk.operator.health.EventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;

/** Reads the health of JOSDK's controllers. */
public final class ControllerHealth {

  /**
   * Whether all informers run. A stopped informer needs a restart of the process; an informer that
   * can't watch because the API server is away recovers by itself.
   */
  public static boolean informersRun(RuntimeInfo info) {
    return info.isStarted()
        && info.unhealthyEventSources().values().stream()
            .flatMap(sources -> sources.values().stream())
            .allMatch(ControllerHealth::runs);
  }

  private static boolean runs(EventSourceHealthIndicator source) {
    return !(source instanceof InformerWrappingEventSourceHealthIndicator<?> informers)
        || informers.informerHealthIndicators().values().stream()
            .allMatch(InformerHealthIndicator::isRunning);
  }

  private ControllerHealth() {}
}
