package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.kernelpanic09.core.protocol.RateAsk;
import ai.kernelpanic09.core.protocol.RateAsk.Standing;
import ai.kernelpanic09.core.protocol.RateGrant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What pods hold ahead of a limit of 60 requests per minute: a tenth of it. */
class StandingGrantsTest {

  private static final long T0 = LedgerFixture.millis("2026-11-22T12:00:00Z");

  private LedgerState state = LedgerState.EMPTY.committed(1, "c1");
  private BudgetTerms terms = terms(60L, 10);
  private long now = T0;
  private long seq;

  private static BudgetTerms terms(@Nullable Long perMinute, int percent) {
    return new BudgetTerms(null, null, ZoneOffset.UTC, true, perMinute, null, percent);
  }

  private static RateAsk wish(long calls, @Nullable Standing standing) {
    return new RateAsk(calls, Math.min(1, calls), 0, 0, 0, List.of(), standing);
  }

  private static RateAsk wish(@Nullable Standing standing) {
    return wish(0, standing);
  }

  /** A process that has used and returned nothing. */
  private static Standing wants(long tokens) {
    return new Standing(1, 0, 0, tokens);
  }

  private List<RateGrant> ask(RateAsk... wishes) {
    seq++;
    return askAgain(wishes);
  }

  private List<RateGrant> askAgain(RateAsk... wishes) {
    var asks = new ArrayList<Ask>();
    for (var i = 0; i < wishes.length; i++) {
      asks.add(wanting("pod" + i, seq, wishes[i], RateAsk.NONE));
    }
    var outcome = Ledger.apply(state, terms, asks, now);
    state = outcome.next();
    return outcome.answers().stream().map(each -> Objects.requireNonNull(each.requests())).toList();
  }

  private RateGrant.Standing standing(RateAsk... wishes) {
    return Objects.requireNonNull(ask(wishes).getFirst().standing());
  }

  @Test
  void aPodThatCallsHoldsATenthOfTheLimitAndUsesAllOfItAtOnce() {
    var grant = standing(wish(wants(20)));
    assertThat(grant.granted()).isEqualTo(6);
    assertThat(grant.keep()).isEqualTo(6);
    assertThat(grant.ttlMillis()).isGreaterThanOrEqualTo(60_000);
    var burst = ask(wish(54, new Standing(1, 6, 0, 20))).getFirst();
    assertThat(burst.amount()).as("with the six it holds, sixty in all").isEqualTo(54);
    assertThat(ask(wish(1, new Standing(1, 6, 0, 20))).getFirst().amount()).isZero();
  }

  @Test
  void aPodThatClaimsManyProcessesHasNoMorePlacesThanAnyOther() {
    for (var born = 1; born <= 20; born++) {
      ask(wish(new Standing(born, 0, 0, 20)));
    }
    assertThat(state.standing()).hasSize(4);
  }

  @Test
  void aBurstOfOnePodGetsNineTenthsThoughOthersHoldTheRest() {
    ask(wish(null), wish(wants(20)), wish(wants(20)), wish(wants(20)));
    assertThat(state.standing()).hasSize(3).allSatisfy(each -> assertThat(each.out()).isEqualTo(2));
    assertThat(ask(wish(60, null)).getFirst().amount()).isEqualTo(54);
  }

  @Test
  void aSidecarOfAnEarlierVersionIsServedAsBefore() {
    var grant = ask(wish(60, null)).getFirst();
    assertThat(grant.amount()).isEqualTo(60);
    assertThat(grant.standing()).isNull();
    assertThat(state.standing()).isEmpty();
  }

  @Test
  void whatWasUsedCountsForAMinuteFromItsReportAndIsReplaced() {
    standing(wish(wants(6)));
    now += 10_000;
    assertThat(standing(wish(new Standing(1, 4, 0, 6))).granted()).isEqualTo(10);
    assertThat(state.requests().stream().mapToLong(RateSlot::counted).sum()).isEqualTo(4);
    assertThat(ask(wish(60, new Standing(1, 4, 0, 6))).getFirst().amount()).isEqualTo(50);
  }

  @Test
  void anAnswerThatIsLostIsToldAgain() {
    standing(wish(wants(6)));
    assertThat(standing(wish(wants(6))).granted()).isEqualTo(6);
  }

  @Test
  void aRequestThatComesTwiceIsGrantedOnce() {
    var wish = wish(wants(3));
    ask(wish);
    terms = terms(60L, 50);
    assertThat(Objects.requireNonNull(askAgain(wish).getFirst().standing()).granted()).isEqualTo(3);
  }

  @Test
  void aPodThatComesLaterGetsItsPartWhenTheOthersHaveGivenBack() {
    standing(wish(wants(6)));
    var later = ask(wish(wants(6)), wish(wants(6)));
    assertThat(Objects.requireNonNull(later.get(0).standing()).keep()).isEqualTo(3);
    assertThat(Objects.requireNonNull(later.get(1).standing()).granted()).isZero();
    var then = ask(wish(new Standing(1, 0, 3, 6)), wish(wants(6)));
    assertThat(Objects.requireNonNull(then.get(1).standing()).granted()).isEqualTo(3);
  }

  @Test
  void whatASilentPodMayHaveUsedCountsForAMinuteAfterItsTimeIsUp() {
    var until = now + standing(wish(wants(6))).ttlMillis();
    now = until + 59_999;
    assertThat(ask(wish(null), wish(60, null)).get(1).amount()).isEqualTo(54);
    now = until + 60_000;
    assertThat(ask(wish(null), wish(60, null)).get(1).amount()).isEqualTo(6);
    assertThat(state.standing()).isEmpty();
  }

  @Test
  void aNewProcessGetsNothingUntilWhatTheOneBeforeHeldNoLongerCounts() {
    var until = now + standing(wish(wants(6))).ttlMillis();
    assertThat(standing(wish(new Standing(7, 0, 0, 6))).granted()).isZero();
    now = until + 60_000;
    assertThat(standing(wish(new Standing(7, 0, 0, 6))).granted()).isEqualTo(6);
  }

  @Test
  void totalsThatTheLedgerDoesNotKnowGrantNothingAndFreeNothing() {
    standing(wish(wants(6)));
    standing(wish(new Standing(1, 1_000, 1_000, 6)));
    var free = ask(wish(60, new Standing(1, 1_000, 1_000, 6))).getFirst().amount();
    assertThat(free).as("six were used, and at most six are held").isLessThanOrEqualTo(54);
  }

  @Test
  void anEndpointThatIsMadeAnewGoesOnFromWhatItsPodsReport() {
    var grant = standing(wish(new Standing(1, 40, 9, 6)));
    assertThat(grant.granted()).isEqualTo(40 + 9 + 6);
  }

  @Test
  void aNewLeaderLetsAllCountForTheDifferenceOfTheClocks() {
    var until = now + standing(wish(wants(6))).ttlMillis();
    state = state.committed(2, "c2");
    now += 1_000;
    ask(wish(null), wish(null));
    now = until + 64_999;
    assertThat(ask(wish(null), wish(60, null)).get(1).amount()).isEqualTo(54);
  }

  @Test
  void aPodThatWishesForNothingHoldsNothing() {
    standing(wish(wants(6)));
    var grant = standing(wish(wants(0)));
    assertThat(grant.keep()).isZero();
    assertThat(ask(wish(new Standing(1, 0, 6, 0))).getFirst().standing()).isNotNull();
    assertThat(state.standing()).isEmpty();
  }

  @Test
  void neitherLargeLimitsNorNoneHaveAnAllowance() {
    for (var limit : new Long[] {601L, 60_000L}) {
      terms = terms(limit, 50);
      assertThat(standing(wish(wants(6))).granted()).isZero();
    }
    terms = terms(null, 50);
    seq++;
    var answer =
        Ledger.apply(
            state, terms, List.of(wanting("pod0", seq, wish(wants(6)), RateAsk.NONE)), now);
    assertThat(answer.answers().getFirst().requests()).isNull();
    assertThat(answer.next().standing()).isEmpty();
  }

  @Test
  void whatIsHeldCountsWhenTheLimitBecomesALargeOne() {
    terms = terms(600L, 50);
    standing(wish(wants(300)));
    terms = terms(700L, 50);
    ask(wish(null), wish(null));
    assertThat(state.shares().poolPerMinute()).isLessThanOrEqualTo(700 * 9 / 10 - 300);
  }

  @Test
  void aPodThatOnlyAsksOnTimeCausesNoWrite() {
    standing(wish(wants(6)));
    now += 5_000;
    var before = state.standing();
    standing(wish(wants(6)));
    assertThat(state.standing().getFirst().expiresMillis())
        .isEqualTo(before.getFirst().expiresMillis());
  }
}
