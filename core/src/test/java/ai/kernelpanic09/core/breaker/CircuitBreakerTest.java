package ai.kernelpanic09.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.breaker.CircuitBreaker.Permit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double NO_JITTER = 0.5;

  private final CircuitBreaker breaker = new CircuitBreaker();
  private long now = -5 * SECOND;

  private Permit admit() {
    return Objects.requireNonNull(breaker.admit(now), "refused");
  }

  private void fail() {
    admit().failed(now, NO_JITTER);
  }

  private void succeed() {
    admit().succeeded(now);
  }

  private void open() {
    for (var i = 0; i < CircuitBreaker.THRESHOLD && !breaker.isOpen(now); i++) {
      fail();
    }
    assertThat(breaker.isOpen(now)).isTrue();
  }

  @Test
  void fiveFailuresOpenItAndCallsAreToldWhenToComeAgain() {
    for (var i = 0; i < CircuitBreaker.THRESHOLD - 1; i++) {
      fail();
    }
    assertThat(breaker.isOpen(now)).isFalse();
    fail();
    assertThat(breaker.isOpen(now)).isTrue();
    assertThat(breaker.admit(now)).isNull();
    now += SECOND;
    assertThat(breaker.refusal(now)).hasValue(4_000);
  }

  @Test
  void oneFailureInTenNeverOpensIt() {
    for (var i = 0; i < 1_000; i++) {
      if (i % 10 == 0) {
        fail();
      } else {
        succeed();
      }
    }
    assertThat(breaker.isOpen(now)).isFalse();
  }

  @Test
  void oneThatIsAlwaysClosedLetsEveryCallPass() {
    var closed = CircuitBreaker.closed();
    for (var i = 0; i < 100; i++) {
      Objects.requireNonNull(closed.admit(now)).failed(now, NO_JITTER);
      assertThat(closed.mayRepeat(now)).isTrue();
    }
    assertThat(closed.isOpen(now)).isFalse();
  }

  @Test
  void everySecondFailureOpensIt() {
    for (var i = 0; breaker.admit(now) != null; i++) {
      assertThat(i).isLessThan(2 * CircuitBreaker.WINDOW);
      if (i % 2 == 0) {
        fail();
      } else {
        succeed();
      }
    }
    assertThat(breaker.isOpen(now)).isTrue();
  }

  @Test
  void failuresOfLongAgoAreForgotten() {
    for (var i = 0; i < 100; i++) {
      fail();
      now += CircuitBreaker.MEMORY_NANOS / (CircuitBreaker.THRESHOLD - 1);
    }
    assertThat(breaker.isOpen(now)).isFalse();
  }

  @Test
  void afterThePauseASingleCallDecides() {
    open();
    now += CircuitBreaker.FIRST_PAUSE_NANOS;
    var trial = admit();
    assertThat(breaker.admit(now)).as("while it is under way").isNull();
    assertThat(breaker.refusal(now)).hasValue(1_000);
    trial.succeeded(now);
    assertThat(breaker.isOpen(now)).isFalse();
    assertThat(breaker.admit(now)).isNotNull();
    assertThat(breaker.admit(now)).isNotNull();
  }

  @Test
  void eachFailedTrialMakesThePauseLongerUpToAMinute() {
    open();
    for (var seconds : new int[] {5, 10, 20, 40, 60, 60}) {
      assertThat(breaker.refusal(now)).hasValue(seconds * 1_000L);
      now += seconds * SECOND;
      fail();
    }
  }

  @Test
  void pausesAreSpreadByAQuarterInBothDirections() {
    for (var random : new double[] {0, 1}) {
      var each = new CircuitBreaker();
      for (var i = 0; i < CircuitBreaker.THRESHOLD; i++) {
        Objects.requireNonNull(each.admit(now)).failed(now, random);
      }
      assertThat(each.refusal(now)).hasValue(random == 0 ? 3_750 : 6_250);
    }
  }

  @Test
  void aTrialThatDecidesNothingLetsTheNextCallDecide() {
    open();
    now += CircuitBreaker.FIRST_PAUSE_NANOS;
    admit().undecided();
    var trial = admit();
    assertThat(breaker.admit(now)).isNull();
    trial.undecided();
    succeed();
    assertThat(breaker.isOpen(now)).isFalse();
  }

  @Test
  void whatWasUnderWayWhenItOpenedDecidesNothing() {
    var slow = admit();
    var failing = admit();
    open();
    slow.succeeded(now);
    assertThat(breaker.isOpen(now)).isTrue();
    var refusal = breaker.refusal(now);
    failing.failed(now, NO_JITTER);
    assertThat(breaker.refusal(now)).isEqualTo(refusal);

    now += CircuitBreaker.FIRST_PAUSE_NANOS;
    var trial = admit();
    trial.succeeded(now);
    trial.failed(now, NO_JITTER);
    assertThat(breaker.isOpen(now)).as("what became of it is told once").isFalse();
  }

  @Test
  void aServiceThatFailsRightAfterItsTrialIsLeftAloneForLonger() {
    open();
    now += CircuitBreaker.FIRST_PAUSE_NANOS;
    succeed();
    open();
    assertThat(breaker.refusal(now)).hasValue(10_000);
    now += 2 * CircuitBreaker.FIRST_PAUSE_NANOS;
    for (var i = 0; i <= CircuitBreaker.WINDOW; i++) {
      succeed();
    }
    open();
    assertThat(breaker.refusal(now)).as("it was well in between").hasValue(5_000);
  }

  @Test
  void onlyASingleFailureMayBeTriedAgain() {
    succeed();
    fail();
    assertThat(breaker.mayRepeat(now)).isTrue();
    fail();
    assertThat(breaker.mayRepeat(now)).isFalse();
    open();
    assertThat(breaker.mayRepeat(now)).isFalse();
    now += CircuitBreaker.FIRST_PAUSE_NANOS;
    fail();
    assertThat(breaker.mayRepeat(now)).as("after a trial").isFalse();
  }

  @Test
  void anOpenCircuitThatNoCallComesToIsNotToldForEver() {
    open();
    now += CircuitBreaker.LAST_PAUSE_NANOS;
    assertThat(breaker.isOpen(now)).isTrue();
    now += 2 * CircuitBreaker.LAST_PAUSE_NANOS;
    assertThat(breaker.isOpen(now)).isFalse();
    var trial = admit();
    assertThat(breaker.isOpen(now)).isTrue();
    assertThat(breaker.admit(now)).as("still a single call").isNull();
    trial.failed(now, NO_JITTER);
    assertThat(breaker.isOpen(now)).isTrue();
  }
}
