package ai.kernelpanic09.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.breaker.CircuitBreaker.Permit;
import ai.kernelpanic09.core.money.Money;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What a minute without a model costs an endpoint that is called five times a second. */
class OutageCostTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long GAP = SECOND / 5;
  private static final Money WORST = Money.parse("0.05");

  /** Pauses of 5, 10, 20 and 40 seconds, each a quarter shorter. */
  private static final int TRIALS_IN_A_MINUTE = 4;

  private static final int SEEDS = 2_000;

  /** Plays one outage by an event queue. */
  private static final class Outage {
    private final CircuitBreaker breaker = new CircuitBreaker();
    private final RandomGenerator random;
    private final long fromNanos;
    private final long untilNanos;
    private final long longestNanos;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private int booked;
    private int underWay;
    private int mostUnderWay;
    private int sentAfter;
    private long servedAgainNanos = Long.MAX_VALUE;

    private record Event(long atNanos, int order, Runnable action) implements Comparable<Event> {
      @Override
      public int compareTo(Event other) {
        return atNanos == other.atNanos
            ? Integer.compare(order, other.order)
            : Long.compare(atNanos, other.atNanos);
      }
    }

    Outage(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      fromNanos = random.nextLong(5 * SECOND, 20 * SECOND);
      untilNanos = fromNanos + 60 * SECOND;
      longestNanos = random.nextLong(GAP / 10, 2 * SECOND);
    }

    Outage play() {
      for (var at = 0L; at < untilNanos + 120 * SECOND; at += GAP) {
        var now = at;
        plan(now, () -> call(now));
      }
      while (!events.isEmpty()) {
        events.remove().action.run();
      }
      return this;
    }

    private void plan(long atNanos, Runnable action) {
      events.add(new Event(atNanos, events.size(), action));
    }

    private void call(long now) {
      var permit = breaker.admit(now);
      if (permit != null) {
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        sentAfter += now >= untilNanos && servedAgainNanos == Long.MAX_VALUE ? 1 : 0;
        var fails = now >= fromNanos && now < untilNanos;
        var end = now + random.nextLong(1, longestNanos);
        plan(end, () -> end(permit, fails, end));
      }
    }

    private void end(Permit permit, boolean fails, long now) {
      underWay--;
      if (!fails) {
        permit.succeeded(now);
        servedAgainNanos = now >= untilNanos ? Math.min(servedAgainNanos, now) : servedAgainNanos;
        return;
      }
      booked++;
      permit.failed(now, random.nextDouble());
      if (breaker.mayRepeat(now)) {
        plan(now + SECOND / 10, () -> call(now + SECOND / 10));
      }
    }
  }

  @Test
  void itCostsASmallNumberOfWorstCasesAndOneCallFindsItsEnd() {
    for (var seed = 0L; seed < SEEDS; seed++) {
      var outage = new Outage(seed).play();
      var bound = CircuitBreaker.THRESHOLD - 1 + outage.mostUnderWay + TRIALS_IN_A_MINUTE;
      assertThat(outage.booked).as("worst cases, seed " + seed).isBetween(1, bound);
      assertThat(WORST.times(outage.booked))
          .as("dollars, seed " + seed)
          .isLessThanOrEqualTo(Money.parse("1.00"));
      assertThat(outage.sentAfter).as("calls until it is over, seed " + seed).isEqualTo(1);
      assertThat(outage.servedAgainNanos - outage.untilNanos)
          .as("time until it is over, seed " + seed)
          .isLessThan(5 * CircuitBreaker.LAST_PAUSE_NANOS / 4 + GAP + outage.longestNanos);
    }
  }
}
