package ai.kernelpanic09.core.ledger;

/**
 * Rate tokens issued to one holder in one slot of time: one second, or up to twenty where a ledger
 * has many slots.
 *
 * @param holder UID of the holder's pod
 * @param slot end of the slot, in seconds since the epoch; its tokens count for 63 s from then
 * @param issued tokens issued
 * @param returned tokens that came back unused
 */
public record RateSlot(String holder, long slot, long issued, long returned) {

  /** The same slot, if not more of its tokens came back already. */
  RateSlot withReturned(long total) {
    return new RateSlot(holder, slot, issued, Math.min(issued, Math.max(returned, total)));
  }

  long counted() {
    return issued - returned;
  }
}
