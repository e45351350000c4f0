package ai.kernelpanic09.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.awaitility.Durations.ONE_MINUTE;

import ai.kernelpanic09.core.endpoint.EndpointName;
import ai.kernelpanic09.core.ledger.Ask;
import ai.kernelpanic09.core.ledger.BudgetTerms;
import ai.kernelpanic09.core.ledger.DurableLedger;
import ai.kernelpanic09.core.ledger.Floor;
import ai.kernelpanic09.core.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BudgetAuthorityTest {

  private static final EndpointName NAME = new EndpointName("ai-workloads", "claude");

  private final SteppingClock clock = new SteppingClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final StoreDouble store = new StoreDouble(clock);
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch answered = new CountDownLatch(1);
  private final BudgetAuthority authority =
      new BudgetAuthority(
          store,
          endpoint ->
              Optional.of(
                  new BudgetTerms(Money.parse("10.00"), null, ZoneOffset.UTC, true, null, null)),
          (endpoint, uid, fresh) -> Floor.NONE,
          holder -> false,
          () -> true,
          clock,
          new Heard(),
          1_000);

  @AfterEach
  void close() {
    answered.countDown();
    authority.close();
  }

  private static Ask ask(String holder) {
    return TestAsks.waiting(NAME, holder, 1, Money.parse("0.01"));
  }

  @Test
  void whoDoesNotLeadGrantsNothing() {
    assertThat(authority.submit(NAME, ask("pod-1")))
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            LedgerRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(LedgerRefusal.Reason.NOT_LEADER));
    assertThat(store.commits()).isEmpty();
  }

  @Test
  void steppingDownDoesNotWaitForTheApiServer() throws Exception {
    authority.lead();
    authority.submit(NAME, ask("pod-1")).get(60, TimeUnit.SECONDS);
    store.beforeNextCommit(this::awaitAnswer);
    var underWay = authority.submit(NAME, ask("pod-2"));
    await().atMost(ONE_MINUTE).until(() -> heard.contains("waiting"));
    var queued = authority.submit(NAME, ask("pod-3"));

    // This must return at once, because the elector's thread calls it: the commit under way ends
    // only after the latch opens below.
    authority.stepDown();

    assertThat(authority.isLeading()).isFalse();
    assertThat(underWay).isNotDone();
    answered.countDown();
    // A commit that became durable may be answered; an ask whose commit had not begun must be
    // granted nothing.
    underWay.get(60, TimeUnit.SECONDS);
    assertThat(queued).failsWithin(Duration.ofMinutes(1));
    assertThat(store.granted("pod-3")).isEqualTo(Money.ZERO);
    await().atMost(ONE_MINUTE).until(() -> heard.contains("dropped"));
  }

  @Test
  void aLedgerThatHangsInOneStepIsStuck() throws Exception {
    authority.lead();
    authority.submit(NAME, ask("pod-1")).get(60, TimeUnit.SECONDS);
    await().atMost(ONE_MINUTE).until(() -> !authority.isStuck(Duration.ZERO));
    store.beforeNextCommit(this::awaitAnswer);

    var underWay = authority.submit(NAME, ask("pod-2"));
    await().atMost(ONE_MINUTE).until(() -> heard.contains("waiting"));

    assertThat(authority.isStuck(Duration.ZERO)).isTrue();
    assertThat(authority.isStuck(Duration.ofMinutes(5))).isFalse();
    answered.countDown();
    underWay.get(60, TimeUnit.SECONDS);
    await().atMost(ONE_MINUTE).until(() -> !authority.isStuck(Duration.ZERO));
  }

  private void awaitAnswer() {
    heard.add("waiting");
    try {
      assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Heard implements LedgerEvents {
    @Override
    public void committed(EndpointName endpoint, DurableLedger ledger) {
      heard.add("committed");
    }

    @Override
    public void conflicted(EndpointName endpoint) {
      heard.add("conflicted");
    }

    @Override
    public void dropped(EndpointName endpoint) {
      heard.add("dropped");
    }
  }
}
