package ai.kernelpanic09.core.ledger;

import java.util.List;

/**
 * What a batch did to the ledger. The answers hold only once {@code next} is durable.
 *
 * @param next the ledger after the batch; equal to the one before when there is nothing to write
 * @param answers one for each ask, in order
 */
public record LedgerOutcome(LedgerState next, List<LedgerAnswer> answers) {

  public LedgerOutcome {
    answers = List.copyOf(answers);
  }
}
