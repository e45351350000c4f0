package ai.kernelpanic09.core.ledger;

/**
 * Rate tokens issued to one holder within a short time: a second, or some where there are many.
 *
 * @param holder UID of the holder's pod
 * @param slot the second by which they were issued, since the epoch; they count from it on
 * @param issued tokens issued
 * @param returned tokens that came back unused
 */
public record RateSlot(String holder, long slot, long issued, long returned) {

  long counted() {
    return issued - returned;
  }
}
