package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/** Opens days when they begin, and closes them for good an hour after their end. */
final class Calendar {

  private static final int MAX_MONTHS = 2;

  private final ZoneId zone;

  Calendar(ZoneId zone) {
    this.zone = zone;
  }

  void roll(LedgerDraft draft, long nowMillis) {
    writeOff(draft, nowMillis);
    if (draft.days.isEmpty() || draft.days.getLast().endMillis <= nowMillis) {
      open(draft, nowMillis);
    }
    var last = draft.days.getLast();
    if (last.isOpen(nowMillis) && nowMillis >= last.endMillis - Ledger.AHEAD_MILLIS) {
      open(draft, last.endMillis);
    }
  }

  /**
   * Closes for good all days that ended an hour ago or earlier, and writes off the dollars that are
   * still leased of them.
   */
  static void writeOff(LedgerDraft draft, long nowMillis) {
    while (!draft.days.isEmpty()) {
      var oldest = draft.days.getFirst();
      // The newest day stays, however old: the next one must not begin before its end.
      if (nowMillis < oldest.endMillis + Ledger.WRITE_OFF_AFTER_MILLIS || draft.days.size() == 1) {
        break;
      }
      var month = draft.month(oldest.month);
      if (month != null) {
        draft.replace(
            month.plus(
                oldest.spent, oldest.writtenOff.plus(oldest.leased()), oldest.resolved.unbilled()));
        draft.noteWriteOff(oldest);
      }
      draft.days.removeFirst();
      draft.pods.forget(oldest.id);
    }
    while (draft.months.size() > MAX_MONTHS) {
      var id = draft.months.getFirst().id();
      if (draft.days.stream().anyMatch(day -> day.month.equals(id))) {
        break;
      }
      draft.months.removeFirst();
      draft.spenders.forget(id);
    }
  }

  /**
   * Opens the day that {@code atMillis} falls on. No day or month is opened twice: after a change
   * to a zone farther west the next day begins before its own midnight, so that a change of zone
   * never makes a budget available again.
   */
  private void open(LedgerDraft draft, long atMillis) {
    var day = Instant.ofEpochMilli(atMillis).atZone(zone).toLocalDate();
    var start = startOf(day);
    if (!draft.days.isEmpty()) {
      var last = draft.days.getLast();
      start = Math.max(start, last.endMillis);
      var lastDay = LocalDate.parse(last.id);
      if (!day.isAfter(lastDay)) {
        day = lastDay.plusDays(1);
      }
    }
    var month = monthAt(draft, start, YearMonth.from(day));
    draft.days.add(
        new DayDraft(
            new Day(
                day.toEpochDay(),
                day.toString(),
                month.id(),
                zone.getId(),
                start,
                startOf(day.plusDays(1)),
                Money.ZERO,
                Money.ZERO,
                Resolved.NONE,
                Money.ZERO,
                Money.ZERO,
                List.of(),
                null)));
  }

  private Month monthAt(LedgerDraft draft, long startMillis, YearMonth named) {
    var id = named;
    var start = startOf(named.atDay(1));
    if (!draft.months.isEmpty()) {
      var last = draft.months.getLast();
      if (startMillis < last.endMillis()) {
        return last;
      }
      start = Math.min(startMillis, Math.max(start, last.endMillis()));
      var lastId = YearMonth.parse(last.id());
      if (!id.isAfter(lastId)) {
        id = lastId.plusMonths(1);
      }
    }
    var month =
        new Month(
            id.toString(),
            start,
            startOf(id.plusMonths(1).atDay(1)),
            Money.ZERO,
            Money.ZERO,
            Money.ZERO,
            Money.ZERO);
    draft.months.add(month);
    return month;
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
