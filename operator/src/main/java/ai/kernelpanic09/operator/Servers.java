package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.admission.AdmissionServer;
import ai.kernelpanic09.operator.config.OperatorConfig.Listeners;
import ai.kernelpanic09.operator.control.ControlServer;
import ai.kernelpanic09.operator.metrics.OpsServers;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The servers of one process. */
final class Servers {

  private final OpsServers ops;
  private final ControlServer control;
  private final @Nullable AdmissionServer admission;
  private volatile Ports ports = new Ports(0, 0, 0);

  /** Where the servers listen; all 0 before they do. */
  record Ports(int metrics, int probes, int control) {}

  /**
   * @param admission null where this process serves none
   */
  Servers(OpsServers ops, ControlServer control, @Nullable AdmissionServer admission) {
    this.ops = ops;
    this.control = control;
    this.admission = admission;
  }

  /** Listens for all but the API server; throws when a port is taken. */
  void listen(Listeners listeners) {
    var address = listeners.address();
    ports =
        new Ports(
            await(ops.listenMetrics(address, listeners.metricsPort())),
            await(ops.listenProbes(address, listeners.probePort())),
            await(control.listen(address, listeners.controlPort())));
  }

  /** Listens for the API server too, where this process serves admission. */
  void listenForAdmission(Listeners listeners) {
    if (admission != null) {
      var _ = await(admission.listen(listeners.address(), listeners.webhookPort()));
    }
  }

  Ports ports() {
    return ports;
  }

  /** Stops serving sidecars and the API server. */
  void closeControlAndAdmission() {
    control.close();
    if (admission != null) {
      admission.close();
    }
  }

  /** Stops serving metrics and probes. */
  void closeOps() {
    ops.close();
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
