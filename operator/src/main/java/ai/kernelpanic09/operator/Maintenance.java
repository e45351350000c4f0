package ai.kernelpanic09.operator;

import ai.kernelpanic09.operator.health.Heartbeat;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the periodic duties of a process, all on one thread, and shows whether it is stuck. */
final class Maintenance implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("maintenance").factory());
  private final Heartbeat heartbeat;

  /**
   * @param stuckAfter maximum time that all duties together may take
   */
  Maintenance(Duration stuckAfter) {
    heartbeat = new Heartbeat(stuckAfter, System::nanoTime);
  }

  /**
   * Runs a duty in {@code seconds}, and again {@code seconds} after each end of it; logs its
   * failures.
   */
  void every(long seconds, String name, Runnable duty) {
    schedule(seconds, () -> logFailure(name, duty));
  }

  /** Beats every {@code seconds}, which shows that the thread is not stuck in a duty. */
  void beatEvery(long seconds) {
    schedule(seconds, heartbeat::beat);
  }

  /** Whether no duty has held the thread for too long. */
  boolean isRegular() {
    return heartbeat.isRegular();
  }

  private void schedule(long seconds, Runnable duty) {
    var _ = timer.scheduleWithFixedDelay(duty, seconds, seconds, TimeUnit.SECONDS);
  }

  /** Runs {@code work} in this thread; logs an exception under {@code name}. */
  static void logFailure(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("event=failed what={} error=\"{}\"", name, e.toString());
    }
  }

  /** Interrupts the running duty, and begins no other. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
