package ai.kernelpanic09.core.ledger;

/**
 * A holder's share of a large limit.
 *
 * @param holder UID of the holder's pod
 * @param incarnation the holder's name for the process that draws on it
 * @param seq sequence number of the request that was answered with this share
 * @param granted requests per minute that this answer granted
 * @param counted most requests per minute that the holder may draw, as far as can be known: the
 *     larger of {@code granted} and the share that it had before
 * @param demand requests per minute that its callers ask for
 * @param expiresMillis when even a holder that has fallen silent has stopped drawing on it, epoch
 *     milliseconds
 */
public record RateShare(
    String holder,
    String incarnation,
    long seq,
    long granted,
    long counted,
    long demand,
    long expiresMillis) {

  RateShare later(long millis) {
    return new RateShare(
        holder, incarnation, seq, granted, counted, demand, expiresMillis + millis);
  }
}
