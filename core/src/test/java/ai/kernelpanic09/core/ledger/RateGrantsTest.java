package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.rates;
import static ai.kernelpanic09.core.ledger.LedgerFixture.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateAsk.SlotReturn;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RateGrantsTest {

  private static final long T0 = LedgerFixture.millis("2026-11-22T12:00:00.400Z");

  private LedgerState state = LedgerState.EMPTY;
  private long seq;

  private static RateAsk wish(long wanted) {
    return new RateAsk(wanted, Math.min(1, wanted), List.of());
  }

  private List<RateGrant> requests(long limit, long now, RateAsk... wishes) {
    seq++;
    var asks = new ArrayList<Ask>();
    for (var i = 0; i < wishes.length; i++) {
      asks.add(wanting("pod" + i, seq, wishes[i], RateAsk.NONE));
    }
    var outcome = Ledger.apply(state, rates(limit, null), asks, now);
    state = outcome.next();
    return outcome.answers().stream().map(each -> Objects.requireNonNull(each.requests())).toList();
  }

  @Test
  void aWholeBurstPassesAtOnceAndTheNextCallIsToldWhenToReturn() {
    var burst = requests(60, T0, wish(60)).getFirst();
    assertThat(burst.amount()).isEqualTo(60);
    assertThat(burst.retryAfterMillis()).isZero();
    var next = requests(60, T0 + 10, wish(1)).getFirst();
    assertThat(next.amount()).isZero();
    // Issued in the second that ends at 12:00:01, they serve for 3 s and count for 60 s more.
    assertThat(next.retryAfterMillis()).isEqualTo(63_590);
    assertThat(requests(60, T0 + 10 + 63_589, wish(1)).getFirst().amount()).isZero();
    assertThat(requests(60, T0 + 10 + 63_590, wish(1)).getFirst().amount()).isEqualTo(1);
  }

  @Test
  void sixtyOneAtOnceAreSixtyAndOneThatMustWait() {
    var grant = requests(60, T0, wish(61)).getFirst();
    assertThat(grant.amount()).isEqualTo(60);
    assertThat(grant.retryAfterMillis()).isEqualTo(63_600);
  }

  @Test
  void unusedTokensServeOthers() {
    var slot = requests(10, T0, wish(10)).getFirst().slot();
    var back = new RateAsk(0, 0, List.of(new SlotReturn(slot, 4)));
    var grants = requests(10, T0 + 3_000, back, wish(10));
    assertThat(grants.get(1).amount()).isEqualTo(4);
    // The same return, reported again, frees nothing more.
    assertThat(requests(10, T0 + 3_100, back, wish(10)).get(1).amount()).isZero();
  }

  @Test
  void tokensReturnedAndIssuedAgainInOneSecondAreCounted() {
    var slot = requests(10, T0, wish(10)).getFirst().slot();
    var back = new RateAsk(10, 1, List.of(new SlotReturn(slot, 10)));
    var again = requests(10, T0 + 100, back).getFirst();
    assertThat(again.slot()).isEqualTo(slot);
    assertThat(again.amount()).isEqualTo(10);
    // All ten are in use: the earlier return of ten must not free them.
    var greedy = new RateAsk(10, 1, List.of(new SlotReturn(slot, 10)));
    assertThat(requests(10, T0 + 200, greedy).getFirst().amount()).isZero();
  }

  @Test
  void aShareThatServesNoCallIsNotIssued() {
    var wish = new RateAsk(6_000, 6_000, List.of());
    var outcome =
        Ledger.apply(
            LedgerState.EMPTY,
            rates(null, 10_000L),
            List.of(wanting("a", 1, RateAsk.NONE, wish), wanting("b", 1, RateAsk.NONE, wish)),
            T0);
    assertThat(outcome.answers())
        .extracting(answer -> Objects.requireNonNull(answer.tokens()).amount())
        .containsExactly(6_000L, 0L);
  }

  @Test
  void withoutALimitThereIsNoGrant() {
    var outcome =
        Ledger.apply(
            LedgerState.EMPTY, rates(null, null), List.of(wanting("a", 1, wish(5), wish(5))), T0);
    assertThat(outcome.answers().getFirst().requests()).isNull();
    assertThat(outcome.answers().getFirst().tokens()).isNull();
  }

  @Test
  void aLimitThatWasLoweredIssuesNothingUntilItIsKept() {
    requests(60, T0, wish(50));
    assertThat(requests(20, T0 + 1_000, wish(5)).getFirst().amount()).isZero();
    assertThat(requests(20, T0 + 63_600, wish(5)).getFirst().amount()).isEqualTo(5);
  }

  /**
   * Tokens are used at any moment of their validity and some are returned; no minute sees more
   * calls than the limit.
   */
  @Property(tries = 200)
  void noMinuteSeesMoreThanTheLimit(@ForAll long seed) {
    var random = new Random(seed);
    var limit = 1L + random.nextInt(40);
    state = LedgerState.EMPTY;
    var used = new ArrayDeque<Long>();
    var now = T0;
    for (var i = 0; i < 300; i++) {
      now += random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(300);
      var grant = requests(limit, now, wish(random.nextInt(20))).getFirst();
      for (var each = 0; each < grant.amount(); each++) {
        used.add(now + random.nextLong(RateGrants.VALID_MILLIS));
      }
    }
    var sorted = used.stream().sorted().toList();
    for (var i = 0; i + limit < sorted.size(); i++) {
      assertThat(sorted.get(i + (int) limit) - sorted.get(i)).isGreaterThanOrEqualTo(60_000);
    }
  }

  @Test
  void nothingIsHandedOutAheadForTheWholeBurstMustPassWhereverItArises() {
    var greedy = new RateAsk(20, 1, 20, 0, 0, List.of());
    var grants = requests(60, T0, greedy, greedy, greedy);

    assertThat(grants).extracting(RateGrant::amount).containsExactly(20L, 20L, 20L);
    assertThat(requests(60, T0, new RateAsk(0, 0, 8, 0, 0, List.of())))
        .extracting(RateGrant::amount)
        .containsExactly(0L);
  }

  @Test
  void theLedgerOfRatesStaysSmallHoweverManyHoldersAskForTokens() {
    var now = T0;
    for (var second = 0; second < 90; second++) {
      var asks = new ArrayList<Ask>();
      for (var i = 0; i < 400; i++) {
        asks.add(wanting("pod" + i, second + 1, RateAsk.NONE, new RateAsk(50, List.of())));
      }
      state = Ledger.apply(state, rates(null, 1_000_000L), asks, now).next();
      assertThat(state.tokens().stream().mapToLong(RateSlot::counted).sum())
          .isLessThanOrEqualTo(1_000_000);
      now += 1_000;
    }
    assertThat(state.tokens()).hasSizeLessThanOrEqualTo(1_000);
  }

  @Test
  void aClockThatWentBackCountsWhatItIssuedFromNowAndNoLonger() {
    assertThat(requests(60, T0 + 1_800_000, wish(60)).getFirst().amount()).isEqualTo(60);
    assertThat(requests(60, T0, wish(1)).getFirst().amount()).isZero();
    assertThat(requests(60, T0 + 93_000, wish(1)).getFirst().amount()).isZero();
    assertThat(requests(60, T0 + 93_600, wish(1)).getFirst().amount()).isEqualTo(1);
  }

  @Test
  void aNewLeaderTakesNoReturnForThatOfAnotherSecond() {
    var early = requests(10, T0, wish(5)).getFirst().slot();
    var late = requests(10, T0 + 5_000, wish(5)).getFirst().slot();
    assertThat(late).isEqualTo(early + 5);
    state = state.committed(state.epoch() + 1, "c");
    // Under the new leader the early slot counts five seconds longer, and so has the number of the
    // late one.
    var back = new RateAsk(0, 0, List.of(new SlotReturn(late, 5)));
    assertThat(requests(10, T0 + 5_010, back, wish(5)).get(1).amount()).isZero();
  }
}
