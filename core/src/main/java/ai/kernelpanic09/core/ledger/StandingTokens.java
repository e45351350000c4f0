package ai.kernelpanic09.core.ledger;

/**
 * Request tokens that one process of a holder holds ahead: its part of the standing allowance. The
 * amounts are totals since the process began.
 *
 * @param holder UID of the holder's pod
 * @param incarnation the holder's name for its journal
 * @param born sequence number of the process's first request
 * @param seq sequence number of the request that was answered last
 * @param granted tokens granted
 * @param used tokens that calls used
 * @param returned tokens given back unused
 * @param wished tokens that it would hold
 * @param expiresMillis when even a holder that has fallen silent has stopped using them, epoch
 *     milliseconds
 */
public record StandingTokens(
    String holder,
    String incarnation,
    long born,
    long seq,
    long granted,
    long used,
    long returned,
    long wished,
    long expiresMillis) {

  /** Tokens that may still be used. */
  long out() {
    return granted - used - returned;
  }

  StandingTokens later(long millis) {
    return new StandingTokens(
        holder, incarnation, born, seq, granted, used, returned, wished, expiresMillis + millis);
  }
}
