package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A lease on the dollars of one window. The window is a day.
 *
 * @param seq number of the day, counted from 1970-01-01
 * @param id the day, such as {@code 2026-11-22}
 * @param incarnation the holder's name for the lease
 * @param known false when the ledger does not know the reported lease: the holder must drop it, and
 *     open another under a new incarnation
 * @param startsInMillis time until the day begins; 0 or less when it has
 * @param endsInMillis time until the day ends; 0 or less when it has
 * @param granted dollars granted to this lease in all
 * @param reported dollars of it that the ledger knows as spent. A holder that does not know the
 *     lease forgot it when all was booked, and must not spend these again
 * @param returned dollars of it that were given back
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WindowGrant(
    long seq,
    String id,
    String incarnation,
    boolean known,
    long startsInMillis,
    long endsInMillis,
    Money granted,
    Money reported,
    Money returned) {

  public WindowGrant {
    granted = Absent.or(granted, Money.ZERO);
    reported = Absent.or(reported, Money.ZERO);
    returned = Absent.or(returned, Money.ZERO);
  }

  /** A lease without reported or returned dollars. */
  public WindowGrant(
      long seq,
      String id,
      String incarnation,
      boolean known,
      long startsInMillis,
      long endsInMillis,
      Money granted) {
    this(
        seq, id, incarnation, known, startsInMillis, endsInMillis, granted, Money.ZERO, Money.ZERO);
  }
}
