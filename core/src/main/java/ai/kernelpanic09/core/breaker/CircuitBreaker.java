package ai.kernelpanic09.core.breaker;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker for calls whose failures may be billed. Closed, it lets all calls pass. It
 * opens when {@value #THRESHOLD} of the last {@value #WINDOW} calls have failed within five
 * minutes; then no call passes until a pause is over, and after it a single one, which decides: its
 * success closes the circuit, its failure opens it for twice as long, up to a minute.
 *
 * <p>What an outage costs is therefore bounded: {@value #THRESHOLD} calls, those that are under way
 * when the circuit opens, and about one call a minute afterwards. Five minutes for the first ones
 * are no more than that either. One failure in ten, as services have them on a bad day, never opens
 * it; every second one does.
 *
 * <p>Pure of clocks and randomness: times of a monotonic clock and numbers from 0 to 1 come in as
 * parameters. Not thread-safe: one event loop owns it.
 *
 * @see <a href="https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker">Circuit
 *     Breaker pattern</a>
 */
public final class CircuitBreaker {

  /** The calls that are looked back at. */
  static final int WINDOW = 10;

  /** The failures among them that open the circuit. */
  static final int THRESHOLD = 5;

  /** A failure of longer ago says nothing about now. */
  static final long MEMORY_NANOS = TimeUnit.MINUTES.toNanos(5);

  static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
  static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Pauses of processes that fail together are spread by a quarter in both directions. */
  private static final double JITTER = 0.25;

  /** A caller that comes while the deciding call is under way. */
  private static final long SOON_MILLIS = 1_000;

  /**
   * How long an open circuit is told of when no call comes any more that could close it: the
   * longest pause, and as much again for a call after it.
   */
  private static final long TOLD_NANOS = 2 * LAST_PAUSE_NANOS + LAST_PAUSE_NANOS / 2;

  private record Outcome(boolean failed, long atNanos) {}

  private final int threshold;
  private final ArrayDeque<Outcome> outcomes = new ArrayDeque<>(WINDOW);
  private boolean open;
  private long retryNanos;
  private long failedNanos;
  private int pauses;
  private @Nullable Permit trial;

  /** Counts how often the circuit has opened or closed: permits of before decide nothing. */
  private long changes;

  public CircuitBreaker() {
    this(THRESHOLD);
  }

  private CircuitBreaker(int threshold) {
    this.threshold = threshold;
  }

  /** A breaker that never opens, and never speaks against a repetition. */
  public static CircuitBreaker closed() {
    return new CircuitBreaker(WINDOW + 1);
  }

  /** The right to make one call. What became of the call is told once; more is ignored. */
  public final class Permit {
    private final long given = changes;
    private boolean over;

    private Permit() {}

    /** The service has answered. */
    public void succeeded(long nowNanos) {
      if (end()) {
        CircuitBreaker.this.succeeded(nowNanos);
      }
    }

    /**
     * The call has failed, and may be billed.
     *
     * @param random from 0 to 1; spreads the pauses of processes that fail at the same time
     */
    public void failed(long nowNanos, double random) {
      if (end()) {
        CircuitBreaker.this.failed(nowNanos, random);
      }
    }

    /** The call was not made, or has failed in a way that says nothing about the service. */
    public void undecided() {
      end();
    }

    /** Returns whether what became of the call counts. */
    private boolean end() {
      if (over) {
        return false;
      }
      over = true;
      if (this.equals(trial)) {
        trial = null;
      }
      return given == changes;
    }
  }

  /** Milliseconds after which a call may pass; empty when one passes now. */
  public OptionalLong refusal(long nowNanos) {
    if (!open) {
      return OptionalLong.empty();
    }
    var left = retryNanos - nowNanos;
    if (left > 0) {
      return OptionalLong.of(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
    }
    return trial == null ? OptionalLong.empty() : OptionalLong.of(SOON_MILLIS);
  }

  /** The permit for a call that is about to be made; null when it must not be made. */
  public @Nullable Permit admit(long nowNanos) {
    if (refusal(nowNanos).isPresent()) {
      return null;
    }
    var permit = new Permit();
    if (open) {
      trial = permit;
    }
    return permit;
  }

  /**
   * Whether a call that has just failed may be made once more: only as long as it is the single
   * failure that is remembered, so that an outage does not cost its calls twice.
   */
  public boolean mayRepeat(long nowNanos) {
    return threshold > WINDOW || (!open && failures(nowNanos) <= 1);
  }

  /**
   * Whether calls are kept back. When none has come for a while that could have closed the circuit,
   * this is no longer told.
   */
  public boolean isOpen(long nowNanos) {
    return open && (trial != null || nowNanos - failedNanos < TOLD_NANOS);
  }

  private void succeeded(long nowNanos) {
    if (open) {
      open = false;
      changes++;
      outcomes.clear();
      return;
    }
    remember(new Outcome(false, nowNanos));
    if (outcomes.size() == WINDOW) {
      // Only now is it over: after a failure right behind the trial call the pause is longer than
      // before.
      pauses = 0;
    }
  }

  private void failed(long nowNanos, double random) {
    failedNanos = nowNanos;
    if (!open) {
      remember(new Outcome(true, nowNanos));
      if (failures(nowNanos) < threshold) {
        return;
      }
      open = true;
      changes++;
      outcomes.clear();
    }
    var pause = Math.min(LAST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(pauses, 10));
    retryNanos = nowNanos + (long) (pause * (1 - JITTER + 2 * JITTER * random));
    pauses++;
  }

  private void remember(Outcome outcome) {
    if (outcomes.size() == WINDOW) {
      outcomes.removeFirst();
    }
    outcomes.addLast(outcome);
  }

  private long failures(long nowNanos) {
    return outcomes.stream()
        .filter(each -> each.failed && nowNanos - each.atNanos < MEMORY_NANOS)
        .count();
  }
}
