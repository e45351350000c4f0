package ai.kernelpanic09.core.ledger;

import static ai.kernelpanic09.core.ledger.LedgerFixture.ask;
import static ai.kernelpanic09.core.ledger.LedgerFixture.dollars;
import static ai.kernelpanic09.core.ledger.LedgerFixture.millis;
import static ai.kernelpanic09.core.ledger.LedgerFixture.report;
import static ai.kernelpanic09.core.ledger.LedgerFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTest {

  private static LedgerState at(LedgerState state, String zone, String now) {
    return Ledger.apply(state, terms("10", "100", zone), List.of(), millis(now)).next();
  }

  private static Day newest(LedgerState state) {
    return state.days().getLast();
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, 2026-11-22T12:00:00Z, 2026-11-22, 2026-11-22T00:00:00Z, 2026-11-23T00:00:00Z",
    "America/New_York, 2026-03-08T12:00:00Z, 2026-03-08, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
    "America/New_York, 2026-11-01T12:00:00Z, 2026-11-01, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
    "Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    // Clocks go forward at midnight itself: the day begins at one.
    "America/Santiago, 2026-09-06T12:00:00Z, 2026-09-06, 2026-09-06T04:00:00Z, 2026-09-07T03:00:00Z",
  })
  void aDayLastsFromMidnightToMidnightOfItsZone(
      String zone, String now, String id, String start, String end) {
    var window = newest(at(LedgerState.EMPTY, zone, now));
    assertThat(window.id()).isEqualTo(id);
    assertThat(window.seq()).isEqualTo(LocalDate.parse(id).toEpochDay());
    assertThat(window.startMillis()).isEqualTo(millis(start));
    assertThat(window.endMillis()).isEqualTo(millis(end));
  }

  @Test
  void theNextDayOpensAMinuteAhead() {
    var day = at(LedgerState.EMPTY, "UTC", "2026-11-30T12:00:00Z");
    assertThat(at(day, "UTC", "2026-11-30T23:58:59.999Z").days()).hasSize(1);
    var ahead = at(day, "UTC", "2026-11-30T23:59:00Z");
    assertThat(ahead.days()).extracting(Day::id).containsExactly("2026-11-30", "2026-12-01");
    assertThat(ahead.months()).extracting(Month::id).containsExactly("2026-11", "2026-12");
    assertThat(newest(ahead).startMillis()).isEqualTo(millis("2026-12-01T00:00:00Z"));
  }

  @Test
  void aMoveToTheWestMakesTheNextDayLongAndNoDayComesTwice() {
    var day = at(LedgerState.EMPTY, "UTC", "2026-11-22T12:00:00Z");
    assertThat(at(day, "America/Los_Angeles", "2026-11-22T20:00:00Z")).isEqualTo(day);
    var next = newest(at(day, "America/Los_Angeles", "2026-11-23T00:00:00Z"));
    assertThat(next.id()).isEqualTo("2026-11-23");
    assertThat(next.startMillis()).isEqualTo(millis("2026-11-23T00:00:00Z"));
    assertThat(next.endMillis()).isEqualTo(millis("2026-11-24T08:00:00Z"));
    assertThat(next.zone()).isEqualTo("America/Los_Angeles");
  }

  @Test
  void aMoveToTheEastMakesTheNextDayShort() {
    var day = at(LedgerState.EMPTY, "UTC", "2026-11-22T12:00:00Z");
    var next = newest(at(day, "Pacific/Auckland", "2026-11-23T00:00:00Z"));
    assertThat(next.id()).isEqualTo("2026-11-23");
    assertThat(next.startMillis()).isEqualTo(millis("2026-11-23T00:00:00Z"));
    assertThat(next.endMillis()).isEqualTo(millis("2026-11-23T11:00:00Z"));
  }

  @Test
  void aMoveAtTheEndOfAMonthOpensNoMonthTwice() {
    var november = at(LedgerState.EMPTY, "UTC", "2026-11-30T12:00:00Z");
    var west = at(november, "America/Los_Angeles", "2026-12-01T00:00:00Z");
    assertThat(newest(west).id()).isEqualTo("2026-12-01");
    assertThat(newest(west).month()).isEqualTo("2026-12");
    var month = west.months().getLast();
    assertThat(month.startMillis()).isEqualTo(millis("2026-12-01T00:00:00Z"));
    var east = at(november, "Pacific/Auckland", "2026-12-01T00:00:00Z");
    assertThat(newest(east).month()).isEqualTo("2026-12");
  }

  @Test
  void aClosedDayIsWrittenOffAnHourLater() {
    var terms = terms("10", "100", "UTC");
    var granted =
        Ledger.apply(
                LedgerState.EMPTY,
                terms,
                List.of(ask("pod", 1, "0.50", 1)),
                millis("2026-11-22T12:00:00Z"))
            .next();
    var out = newest(granted).leased();
    assertThat(out.isPositive()).isTrue();
    var next = at(granted, "UTC", "2026-11-23T00:59:59.999Z");
    assertThat(next.days()).hasSize(2);
    var later = at(next, "UTC", "2026-11-23T01:00:00Z");
    assertThat(later.days()).extracting(Day::id).containsExactly("2026-11-23");
    assertThat(later.months().getLast().writtenOff()).isEqualTo(out);
  }

  @Test
  void aReportWithinTheHourStillSettles() {
    var terms = terms("10", "100", "UTC");
    var granted =
        Ledger.apply(
                LedgerState.EMPTY,
                terms,
                List.of(ask("pod", 1, "0.50", 1)),
                millis("2026-11-22T12:00:00Z"))
            .next();
    var day = newest(granted);
    var back = day.leased().minus(dollars("0.30")).toString();
    var late =
        Ledger.apply(
            granted,
            terms,
            List.of(ask("pod", 2, "0.50", 0, report(day.seq(), "i1", "0.30", back))),
            millis("2026-11-23T00:59:00Z"));
    assertThat(late.next().days().getFirst().spent()).isEqualTo(dollars("0.30"));
    assertThat(late.next().days().getFirst().leased().isZero()).isTrue();
    assertThat(late.answers().getFirst().windows())
        .as("the closed day is answered, so that its holder may forget it")
        .anyMatch(grant -> grant.seq() == day.seq() && grant.known() && grant.endsInMillis() < 0);
  }

  @Test
  void weeksWithoutACallLeaveNoHoleAndLoseNothing() {
    var day = at(LedgerState.EMPTY, "UTC", "2026-09-22T12:00:00Z");
    var weeks = at(day, "UTC", "2026-11-22T12:00:00Z");
    assertThat(newest(weeks).id()).isEqualTo("2026-11-22");
    var after = at(weeks, "UTC", "2026-11-22T12:00:01Z");
    assertThat(after.days()).hasSize(1);
    assertThat(after.months()).extracting(Month::id).containsExactly("2026-09", "2026-11");
    var december = at(after, "UTC", "2026-12-05T12:00:00Z");
    var pruned = at(december, "UTC", "2026-12-05T12:00:01Z");
    assertThat(pruned.months()).extracting(Month::id).containsExactly("2026-11", "2026-12");
  }
}
