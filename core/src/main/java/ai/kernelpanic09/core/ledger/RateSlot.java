package ai.kernelpanic09.core.ledger;

/**
 * Rate tokens issued to one holder within one second.
 *
 * @param holder UID of the holder's pod
 * @param slot the second in which they were issued, rounded up, since the epoch
 * @param issued tokens issued
 * @param returned tokens that came back unused
 */
public record RateSlot(String holder, long slot, long issued, long returned) {

  long counted() {
    return issued - returned;
  }
}
