package ai.kernelpanic09.operator.budget;

import ai.kernelpanic09.core.ledger.Ledger;
import ai.kernelpanic09.core.ledger.LedgerState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The time at which each holder was last heard of, in this term only: a new leader gives all
 * holders the same time to report.
 */
final class LastHeard {

  /** Twice as long as a holder may go on with its rate share while no operator answers. */
  private static final long SILENT_MILLIS = Duration.ofMinutes(10).toMillis();

  private final InstantSource clock;
  private final ConcurrentHashMap<String, Long> heard = new ConcurrentHashMap<>();
  private volatile long begunMillis;

  LastHeard(InstantSource clock) {
    this.clock = clock;
    begin();
  }

  /** Begins a term. */
  void begin() {
    begunMillis = clock.millis();
  }

  void heard(String holder) {
    heard.put(holder, clock.millis());
  }

  /** The state after {@link Ledger#sweep}, with holders silent for ten minutes of this term. */
  LedgerState sweep(LedgerState state, Predicate<String> holderGone) {
    var silentSince = clock.millis() - SILENT_MILLIS;
    heard.values().removeIf(at -> at < silentSince);
    return Ledger.sweep(
        state, holderGone, holder -> begunMillis < silentSince && !heard.containsKey(holder));
  }
}
