package ai.kernelpanic09.core.ledger;

/**
 * A holder's share of a large limit.
 *
 * @param holder UID of the holder's pod
 * @param incarnation the process that draws on it
 * @param seq the request that was answered with it
 * @param granted what that answer said, a minute
 * @param counted the most that the holder may draw a minute, as far as can be known: the larger of
 *     {@code granted} and what it had
 * @param demand what its callers ask for in a minute
 * @param expiresMillis when a holder that was never heard again has stopped drawing on it
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
