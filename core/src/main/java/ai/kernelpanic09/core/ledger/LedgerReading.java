package ai.kernelpanic09.core.ledger;

import java.util.List;

/**
 * A ledger as it was read back.
 *
 * @param kept sentences about lines of money that can't be read: they stay, and count
 * @param dropped sentences about what can't be read and is no money: it is gone with the next
 *     commit
 */
public record LedgerReading(LedgerState state, List<String> kept, List<String> dropped) {

  public LedgerReading {
    kept = List.copyOf(kept);
    dropped = List.copyOf(dropped);
  }
}
