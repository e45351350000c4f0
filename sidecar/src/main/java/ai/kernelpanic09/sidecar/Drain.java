package ai.kernelpanic09.sidecar;

import ai.kernelpanic09.sidecar.call.CallEngine;
import ai.kernelpanic09.sidecar.control.SyncLoop;
import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process in order: it takes no more calls, lets those under way finish, and returns their
 * unused dollars with a last report.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private static final long POLL_MILLIS = 20;

  private final Vertx vertx;
  private final SidecarConfig.Ending ending;
  private final CallEngine engine;
  private final Listeners listeners;
  private final SyncLoop sync;
  private final Promise<Void> drained = Promise.promise();
  private boolean begun;

  Drain(
      Vertx vertx,
      SidecarConfig.Ending ending,
      CallEngine engine,
      Listeners listeners,
      SyncLoop sync) {
    this.vertx = vertx;
    this.ending = ending;
    this.engine = engine;
    this.listeners = listeners;
    this.sync = sync;
  }

  /** Whether the drain has begun: new calls should go elsewhere. */
  boolean hasBegun() {
    return begun;
  }

  /** Completes when the process has been drained or the time for that is up. */
  Future<Void> done() {
    return drained.future();
  }

  /** Begins, unless it has begun before. To be called on the event loop. */
  void begin() {
    if (begun) {
      return;
    }
    begun = true;
    LOG.info("event=draining callsUnderWay={}", engine.underWay());
    if (ending.drainDelayMillis() > 0) {
      vertx.setTimer(ending.drainDelayMillis(), id -> closeDoor());
    } else {
      closeDoor();
    }
  }

  private void closeDoor() {
    var deadline = NanoClock.SYSTEM.nanos() + TimeUnit.MILLISECONDS.toNanos(ending.drainMillis());
    vertx.setTimer(
        Math.max(1, ending.drainMillis()),
        id -> {
          // Logged before the future completes, for the process may end right then.
          if (!drained.future().isComplete()) {
            LOG.warn("event=drain_timeout callsUnderWay={}", engine.underWay());
            drained.complete();
          }
        });
    engine.drain();
    listeners.shutdown(ending.drainMillis()).onComplete(closed -> awaitCalls(deadline));
  }

  private void awaitCalls(long deadline) {
    if (engine.underWay() > 0 && deadline - NanoClock.SYSTEM.nanos() > 0) {
      vertx.setTimer(POLL_MILLIS, id -> awaitCalls(deadline));
      return;
    }
    sync.drain()
        .onComplete(
            reported -> {
              if (!drained.future().isComplete()) {
                LOG.info("event=drained");
                drained.complete();
              }
            });
  }
}
