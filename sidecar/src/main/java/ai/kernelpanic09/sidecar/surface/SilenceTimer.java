package ai.kernelpanic09.sidecar.surface;

import ai.kernelpanic09.sidecar.endpoint.NanoClock;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** Notices that nothing has been sent for a while, time and again. */
final class SilenceTimer {

  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final NanoClock clock;
  private final long millis;
  private long sentNanos;
  private long timer = NO_TIMER;
  private boolean running;

  /**
   * @param millis of silence after which its action runs
   */
  SilenceTimer(Vertx vertx, NanoClock clock, long millis) {
    this.vertx = vertx;
    this.clock = clock;
    this.millis = millis;
  }

  /** Begins, unless it has begun before. */
  void start(Runnable action) {
    if (!running) {
      running = true;
      sent();
      timer = vertx.setTimer(millis, id -> look(action));
    }
  }

  /** Something has been sent. */
  void sent() {
    sentNanos = clock.nanos();
  }

  void stop() {
    running = false;
    vertx.cancelTimer(timer);
  }

  private void look(Runnable action) {
    if (!running) {
      return;
    }
    var silence = TimeUnit.NANOSECONDS.toMillis(clock.nanos() - sentNanos);
    if (silence >= millis) {
      action.run();
      sent();
      timer = vertx.setTimer(millis, id -> look(action));
    } else {
      timer = vertx.setTimer(millis - silence, id -> look(action));
    }
  }
}
