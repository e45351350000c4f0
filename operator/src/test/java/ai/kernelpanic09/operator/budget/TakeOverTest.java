package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TakeOverTest {

  private static final int ENDPOINTS = 200;
  private static final EndpointName ASKED = new EndpointName("ai-workloads", "asked");

  private final SteppingClock clock = new SteppingClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Set<EndpointName> kept = ConcurrentHashMap.newKeySet();
  private final BudgetAuthority authority =
      new BudgetAuthority(
          new Ledgers(),
          endpoint ->
              Optional.of(
                  new BudgetTerms(Money.parse("10.00"), null, ZoneOffset.UTC, true, null, null)),
          (endpoint, uid, fresh) -> Floor.NONE,
          holder -> false,
          () -> true,
          clock,
          new Kept(),
          1_000);

  @AfterEach
  void close() {
    answered.countDown();
    authority.close();
  }

  @Test
  void aNewLeaderTakesLedgersOverAFewAtOnceAndThoseThatAreAskedForAtOnce() throws Exception {
    authority.lead();

    IntStream.range(0, ENDPOINTS).forEach(i -> authority.touch(endpoint(i)));

    await().atMost(ONE_MINUTE).until(() -> underWay.get() == TakeOverQueue.MAX_AT_ONCE);
    authority
        .submit(ASKED, TestAsks.waiting(ASKED, "pod-1", 1, Money.parse("0.01")))
        .get(60, TimeUnit.SECONDS);
    // One that waits for its turn is taken over as soon as somebody asks for it.
    var last = endpoint(ENDPOINTS - 1);
    var granted = authority.submit(last, TestAsks.waiting(last, "pod-1", 1, Money.parse("0.01")));
    await().atMost(ONE_MINUTE).until(() -> underWay.get() == TakeOverQueue.MAX_AT_ONCE + 1);
    answered.countDown();
    granted.get(60, TimeUnit.SECONDS);
    await().atMost(ONE_MINUTE).until(() -> kept.size() == ENDPOINTS + 1);
    assertThat(most.get()).isLessThanOrEqualTo(TakeOverQueue.MAX_AT_ONCE + 1);
  }

  @Test
  void aLedgerThatIsLetGoMakesRoomForTheNext() {
    authority.lead();
    IntStream.range(0, ENDPOINTS).forEach(i -> authority.touch(endpoint(i)));
    await().atMost(ONE_MINUTE).until(() -> underWay.get() == TakeOverQueue.MAX_AT_ONCE);

    authority.stepDown();
    authority.lead();
    authority.touch(ASKED);

    await().atMost(ONE_MINUTE).until(() -> kept.contains(ASKED));
  }

  private static EndpointName endpoint(int i) {
    return new EndpointName("ai-workloads", "e" + i);
  }

  /** Fresh ledgers, of which all but one are read only when the latch opens. */
  private final class Ledgers implements LedgerStore {
    @Override
    public Optional<Stored> read(EndpointName endpoint) {
      if (!endpoint.equals(ASKED)) {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
          assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          underWay.decrementAndGet();
        }
      }
      return Optional.of(new Stored("uid-of-" + endpoint, "1", true, null));
    }

    @Override
    public Commit commit(EndpointName endpoint, Stored before, DurableLedger next) {
      return Commit.DONE;
    }

    @Override
    public String refusal(EndpointName endpoint) {
      return "";
    }
  }

  private final class Kept implements LedgerEvents {
    @Override
    public void committed(EndpointName endpoint, DurableLedger ledger) {
      kept.add(endpoint);
    }

    @Override
    public void conflicted(EndpointName endpoint) {}

    @Override
    public void dropped(EndpointName endpoint) {}
  }
}
