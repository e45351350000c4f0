package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.rates;
import static ai.kernelpanic09.core.ledger.LedgerFixture.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ShareGrantsTest {

  private static final long T0 = LedgerFixture.millis("2026-11-22T12:00:00Z");
  private static final long LIMIT = 10_000;

  /** Requests per minute for buckets: four fifths of nine tenths of the limit. */
  private static final long FOR_BUCKETS = 7_200;

  private LedgerState state = LedgerState.EMPTY;
  private long now = T0;

  private static RateAsk busy(long demand, long held) {
    return new RateAsk(0, 0, 0, demand, held, List.of());
  }

  private static RateAsk waiting(long calls) {
    return new RateAsk(calls, Math.min(1, calls), 0, 0, 0, List.of());
  }

  private RateGrant requests(long limit, String holder, long seq, RateAsk wish) {
    var asks = List.of(wanting(holder, seq, wish, RateAsk.NONE));
    var outcome = Ledger.apply(state, rates(limit, null), asks, now);
    state = outcome.next();
    return Objects.requireNonNull(outcome.answers().getFirst().requests());
  }

  private long share(String holder, long seq, long demand, long held) {
    var share = requests(LIMIT, holder, seq, busy(demand, held)).share();
    return share == null ? 0 : share.perMinute();
  }

  @Test
  void aBusyHolderGetsItsDemandAndABucketThatHoldsALittleOfIt() {
    var share = Objects.requireNonNull(requests(LIMIT, "a", 1, busy(3_600, 0)).share());
    assertThat(share).isEqualTo(new RateGrant.Share(3_600, 100, 300_000));
    assertThat(share("b", 1, 100_000, 0)).as("what is left for buckets").isEqualTo(3_600);
  }

  @Test
  void aBucketTooSmallForACallIsNotGiven() {
    assertThat(share("a", 1, 35, 0)).isZero();
    assertThat(state.shares().holders()).isEmpty();
  }

  @Test
  void whatAHolderIsToGiveUpIsNobodysUntilItProvesThatItHasHeard() {
    assertThat(share("a", 1, 100_000, 0)).isEqualTo(FOR_BUCKETS);
    assertThat(share("b", 1, 100_000, 0)).as("all is a's").isZero();
    assertThat(share("a", 2, 100_000, FOR_BUCKETS)).as("b asks too").isEqualTo(3_600);
    assertThat(share("b", 2, 100_000, 0)).as("a may not have heard").isZero();
    assertThat(share("a", 3, 100_000, FOR_BUCKETS)).as("it has not").isEqualTo(3_600);
    assertThat(share("b", 3, 100_000, 0)).isZero();
    assertThat(share("a", 4, 100_000, 3_600)).as("now it has").isEqualTo(3_600);
    assertThat(share("b", 4, 100_000, 0)).isEqualTo(3_600);
  }

  @Test
  void anOldRequestProvesNothing() {
    share("a", 2, 100_000, 0);
    assertThat(share("a", 1, 100_000, 0)).as("the same answer").isEqualTo(FOR_BUCKETS);
    assertThat(state.shares().counted()).isEqualTo(FOR_BUCKETS);
  }

  @Test
  void aProcessThatLostItsNameIsCountedBesideItsPredecessor() {
    share("a", 7, 100_000, 0);
    var successor =
        new Ask(
            "a", "Deployment/app", "i2", 1, wanting("a", 1, busy(9_000, 0), RateAsk.NONE).sync());
    state = Ledger.apply(state, rates(LIMIT, null), List.of(successor), now).next();
    assertThat(state.shares().counted()).isEqualTo(FOR_BUCKETS);
  }

  @Test
  void aSilentHoldersShareMovesOnlyWhenItHasSurelyStoppedDrawingOnIt() {
    share("a", 1, 100_000, 0);
    now += ShareGrants.TTL_MILLIS + ShareGrants.SKEW_MILLIS - 1;
    assertThat(share("b", 1, 100_000, 0)).isZero();
    now += 1;
    assertThat(share("b", 2, 100_000, 0)).isEqualTo(FOR_BUCKETS);
  }

  @Test
  void aNewLeaderKnowsTheSharesAndTrustsNoClock() {
    share("a", 1, 100_000, 0);
    state = state.committed(1, "c1");
    now += ShareGrants.TTL_MILLIS + ShareGrants.SKEW_MILLIS;
    state = state.committed(2, "c2");
    // The new leader's clock may be five seconds ahead of the one by which the share was granted.
    state = Ledger.apply(state, rates(LIMIT, null), List.of(), now - 1).next();
    assertThat(share("b", 1, 100_000, 0)).isZero();
    now += ShareGrants.SKEW_MILLIS;
    assertThat(share("b", 2, 100_000, 0)).isEqualTo(FOR_BUCKETS);
  }

  @Test
  void othersDrawFromAPoolThatFillsWithWhatBucketsLeave() {
    assertThat(requests(LIMIT, "a", 1, waiting(10)).amount()).as("it starts empty").isZero();
    var later = requests(LIMIT, "a", 2, waiting(10));
    assertThat(later.retryAfterMillis()).as("ten at 9,000 a minute").isEqualTo(67);
    now += 67;
    assertThat(requests(LIMIT, "a", 3, waiting(10)).amount()).isEqualTo(10);
    now += 3_600_000;
    assertThat(requests(LIMIT, "a", 4, waiting(10_000)).amount())
        .as("no deeper than a fortieth of the limit")
        .isEqualTo(250);
  }

  @Test
  void aThousandHoldersAreNeverPromisedMoreThanThereIs() {
    for (var round = 1; round <= 12; round++) {
      var asks = new ArrayList<Ask>();
      for (var i = 0; i < 1_000; i++) {
        asks.add(wanting("pod" + i, round, busy(20 + i % 200, 0), RateAsk.NONE));
      }
      state = Ledger.apply(state, rates(LIMIT, null), asks, now).next();
      assertThat(state.shares().counted()).isLessThanOrEqualTo(FOR_BUCKETS);
      assertThat(state.shares().holders()).hasSizeLessThanOrEqualTo(200);
      now += 5_000;
    }
    assertThat(DurableLedger.of(state, rates(LIMIT, null), now).toState()).isEqualTo(state);
  }

  @Test
  void aLimitThatBecomesSmallIssuesNothingUntilItIsKept() {
    share("a", 1, 100_000, 0);
    now += 60_000;
    assertThat(requests(60, "b", 1, waiting(1)).amount()).isZero();
    assertThat(requests(60, "a", 2, busy(100, FOR_BUCKETS)).share()).isNull();
    now += 64_000;
    assertThat(requests(60, "b", 2, waiting(1)).amount()).as("a draws on its share").isZero();
    requests(60, "a", 3, busy(100, 0));
    assertThat(requests(60, "b", 3, waiting(60)).amount()).isEqualTo(60);
  }

  @Test
  void aLimitThatBecomesLargeCountsWhatTheSmallOneIssued() {
    assertThat(requests(600, "a", 1, waiting(600)).amount()).isEqualTo(600);
    now += 1_000;
    var share = Objects.requireNonNull(requests(1_000, "a", 2, busy(5_000, 0)).share());
    assertThat(share.perMinute()).as("four fifths of 900 less 600").isEqualTo(240);
    now += 64_000;
    assertThat(requests(1_000, "a", 3, busy(5_000, 240)).share())
        .isEqualTo(new RateGrant.Share(720, 20, 300_000));
  }
}
