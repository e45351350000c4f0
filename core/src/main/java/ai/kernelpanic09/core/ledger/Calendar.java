package ai.kernelpanic09.core.ledger;

import ai.kernelpanic09.core.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/** Opens windows when their time comes, and closes them for good an hour after their end. */
final class Calendar {

  private static final int MONTHS_KEPT = 2;

  private final ZoneId zone;

  Calendar(ZoneId zone) {
    this.zone = zone;
  }

  void roll(Book book, long nowMillis) {
    writeOff(book, nowMillis);
    if (book.windows.isEmpty() || book.windows.getLast().endMillis <= nowMillis) {
      open(book, nowMillis);
    }
    var last = book.windows.getLast();
    if (last.isOpen(nowMillis) && nowMillis >= last.endMillis - Ledger.AHEAD_MILLIS) {
      open(book, last.endMillis);
    }
  }

  /** Closes for good what ended an hour ago; what is still leased then counts as used. */
  static void writeOff(Book book, long nowMillis) {
    while (!book.windows.isEmpty()) {
      var oldest = book.windows.getFirst();
      // The newest window stays, however old: it carries the sequence on.
      if (nowMillis < oldest.endMillis + Ledger.WRITE_OFF_AFTER_MILLIS
          || book.windows.size() == 1) {
        break;
      }
      var month = book.month(oldest.month);
      if (month != null) {
        book.replace(month.plus(oldest.spent, oldest.writtenOff.plus(oldest.leased())));
        book.noteWriteOff(oldest);
      }
      book.windows.removeFirst();
      book.pods.forget(oldest.id);
    }
    while (book.months.size() > MONTHS_KEPT) {
      var id = book.months.getFirst().id();
      if (book.windows.stream().anyMatch(window -> window.month.equals(id))) {
        break;
      }
      book.months.removeFirst();
      book.spenders.forget(id);
    }
  }

  /**
   * Opens the day of {@code atMillis}. A day or month never comes twice: after a move to a zone
   * farther west the next one begins early, so that a change of zone never gives money.
   */
  private void open(Book book, long atMillis) {
    var day = Instant.ofEpochMilli(atMillis).atZone(zone).toLocalDate();
    var start = startOf(day);
    if (!book.windows.isEmpty()) {
      var last = book.windows.getLast();
      start = Math.max(start, last.endMillis);
      var lastDay = LocalDate.parse(last.id);
      if (!day.isAfter(lastDay)) {
        day = lastDay.plusDays(1);
      }
    }
    var month = monthAt(book, start, YearMonth.from(day));
    book.windows.add(
        new Book.Page(
            new Window(
                day.toEpochDay(),
                day.toString(),
                month.id(),
                zone.getId(),
                start,
                startOf(day.plusDays(1)),
                Money.ZERO,
                Money.ZERO,
                Money.ZERO,
                Money.ZERO,
                List.of())));
  }

  private Month monthAt(Book book, long startMillis, YearMonth named) {
    var id = named;
    var start = startOf(named.atDay(1));
    if (!book.months.isEmpty()) {
      var last = book.months.getLast();
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
            Money.ZERO);
    book.months.add(month);
    return month;
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(zone).toInstant().toEpochMilli();
  }
}
