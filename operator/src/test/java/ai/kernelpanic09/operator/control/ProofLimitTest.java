package ai.kernelpanic09.operator.control;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tokens that prove nothing cost their address, and nobody else. */
class ProofLimitTest {

  private static final ProofLimit.MaxWait PATIENT =
      new ProofLimit.MaxWait(ofMinutes(1), ofMinutes(1));

  private final AtomicLong nanos = new AtomicLong();
  private final ProofLimit limit = new ProofLimit(4, PATIENT, nanos::get);
  private final AtomicInteger asked = new AtomicInteger();

  private Supplier<String> refusing(ControlError error) {
    return () -> {
      asked.incrementAndGet();
      throw new ControlFailure(error, "no");
    };
  }

  private static int status(Supplier<String> work) {
    try {
      return work.get().isEmpty() ? 0 : 200;
    } catch (ControlFailure e) {
      return e.status();
    }
  }

  private int bogus(String source) {
    return status(() -> limit.within(source, refusing(ControlError.UNAUTHORIZED)));
  }

  @Test
  void anAddressThatSendsManyBogusTokensIsToldToWaitAndOthersAreNot() {
    for (var i = 0; i < 50; i++) {
      assertThat(bogus("10.0.0.1")).isEqualTo(401);
    }
    for (var i = 0; i < 1_000; i++) {
      assertThat(bogus("10.0.0.1")).isEqualTo(429);
    }

    assertThat(asked).as("asked the API server").hasValue(50);
    assertThat(status(() -> limit.within("10.0.0.2", () -> "pod"))).isEqualTo(200);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(bogus("10.0.0.1")).as("a second later").isEqualTo(401);
  }

  @Test
  void aProofThatHoldsCostsItsAddressNothing() {
    for (var i = 0; i < 1_000; i++) {
      assertThat(limit.within("10.0.0.1", () -> "pod")).isEqualTo("pod");
    }
  }

  @Test
  void anApiServerThatIsAwayIsNobodysFault() {
    for (var i = 0; i < 1_000; i++) {
      var unavailable = refusing(ControlError.UNAVAILABLE);
      assertThat(status(() -> limit.within("10.0.0.1", unavailable))).isEqualTo(503);
    }
  }

  @Test
  void aFewProofsAreUnderWayAtATime() throws InterruptedException {
    var open = new CountDownLatch(1);
    var underWay = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 50; i++) {
      var source = "10.0.0." + i;
      threads.add(
          Thread.startVirtualThread(
              () ->
                  limit.within(
                      source,
                      () -> {
                        underWay.incrementAndGet();
                        awaitQuietly(open);
                        return underWay.decrementAndGet();
                      })));
    }
    await().atMost(ofMinutes(1)).until(() -> underWay.get() == 4);
    assertThat(underWay).hasValue(4);
    open.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(underWay).hasValue(0);
  }

  @Test
  void aProofThatDoesNotComeIsGivenUpAndKeepsItsTurnUntilItEnds() {
    var hasty = new ProofLimit(1, new ProofLimit.MaxWait(ofMillis(20), ofMillis(20)), nanos::get);
    var open = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                hasty.within(
                    () -> {
                      awaitQuietly(open);
                      return "late";
                    }))
        .hasMessageContaining("has not reviewed the token in time");
    assertThatThrownBy(() -> hasty.within(() -> "next"))
        .hasMessageContaining("too many tokens are being reviewed");

    open.countDown();
    await()
        .atMost(ofMinutes(1))
        .ignoreExceptions()
        .until(() -> hasty.within(() -> "next").equals("next"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
