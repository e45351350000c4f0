package ai.kernelpanic09.core.ledger;

import java.util.List;

/**
 * What a batch did to the ledger. The answers hold only once {@code next} is durable.
 *
 * @param next the ledger after the batch; equal to the one before when there is nothing to write
 * @param answers one for each ask, in order
 * @param crossed thresholds that the batch crosses; they hold once {@code next} is durable, too
 * @param writtenOff what the batch gave up for lost; likewise
 */
public record LedgerOutcome(
    LedgerState next,
    List<LedgerAnswer> answers,
    List<Crossing> crossed,
    List<WriteOff> writtenOff) {

  public LedgerOutcome {
    answers = List.copyOf(answers);
    crossed = List.copyOf(crossed);
    writtenOff = List.copyOf(writtenOff);
  }
}
