package ai.kernelpanic09.core.price;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The days on which a price holds, in UTC.
 *
 * @param from the first day; null where it has always held
 * @param to the last day; null where no end is known
 */
record Validity(@Nullable LocalDate from, @Nullable LocalDate to) {

  static Validity parse(String from, String to) {
    return new Validity(day(from), day(to));
  }

  private static @Nullable LocalDate day(String text) {
    return text.equals(PriceTable.NONE) ? null : LocalDate.parse(text);
  }

  boolean holds(LocalDate day) {
    return (from == null || !day.isBefore(from)) && (to == null || !day.isAfter(to));
  }

  /** These days up to the one before {@code change}, if they began before it. */
  Validity endedBy(@Nullable LocalDate change) {
    if (change == null || (from != null && !from.isBefore(change))) {
      return this;
    }
    var last = change.minusDays(1);
    return to == null || to.isAfter(last) ? new Validity(from, last) : this;
  }
}
