package ai.kernelpanic09.core.ledger;

import java.util.List;

/**
 * A ledger as it was read back.
 *
 * @param kept a sentence about each lease that can't be read: its line stays, and its dollars count
 * @param dropped a sentence about each other part that can't be read: it holds no money, and is
 *     gone with the next commit
 */
public record LedgerReading(LedgerState state, List<String> kept, List<String> dropped) {

  public LedgerReading {
    kept = List.copyOf(kept);
    dropped = List.copyOf(dropped);
  }
}
