package ai.kernelpanic09.core.protocol;

import ai.kernelpanic09.core.money.Money;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A lease on a window's dollars.
 *
 * @param seq the window
 * @param id its name, the day such as {@code 2026-11-22}
 * @param incarnation the holder's name for the lease
 * @param known false when the ledger does not know the reported lease: the holder must drop it, and
 *     open another under a new incarnation
 * @param startsInMillis until the window opens; 0 or less when it is open
 * @param endsInMillis until it closes; 0 or less when it has
 * @param granted dollars granted to this lease in all
 * @param reported dollars of it that the ledger has heard to be spent: a holder that does not know
 *     the lease has forgotten it when all was booked, and must not spend these again
 * @param returned dollars of it that came back
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

  /** A lease of which nothing was reported or given back yet. */
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
