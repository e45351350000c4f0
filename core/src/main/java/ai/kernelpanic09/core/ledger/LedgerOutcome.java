package ai.kernelpanic09.core.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a batch. The answers hold only once {@code next} is durable.
 *
 * @param next the ledger after the batch; equal to the one before when nothing needs to be written
 * @param answers one for each ask, in order
 * @param crossed thresholds that the batch crosses, once {@code next} is durable
 * @param writtenOff dollars that the batch writes off, once {@code next} is durable
 * @param overruns reports of more spending than was lent, once {@code next} is durable
 */
public record LedgerOutcome(
    LedgerState next,
    List<LedgerAnswer> answers,
    List<Crossing> crossed,
    List<WriteOff> writtenOff,
    List<Overrun> overruns) {

  public LedgerOutcome {
    answers = List.copyOf(answers);
    crossed = List.copyOf(crossed);
    writtenOff = List.copyOf(writtenOff);
    overruns = List.copyOf(overruns);
  }

  /** The same, with thresholds that orders before the batch cross. */
  public LedgerOutcome after(List<Crossing> earlier) {
    if (earlier.isEmpty()) {
      return this;
    }
    var all = new ArrayList<>(earlier);
    all.addAll(crossed);
    return new LedgerOutcome(next, answers, all, writtenOff, overruns);
  }
}
