package ai.kernelpanic09.operator.probe;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.operator.aws.AwsFailure;

/** The outcome of a live probe. */
public sealed interface ProbeResult {

  /** The model answered; the call was booked with {@code cost}. */
  record Answered(Money cost) implements ProbeResult {}

  /** The call was made and failed. */
  record Failed(AwsFailure failure) implements ProbeResult {}

  /** No call was made: budget or rate has no room for it, or the ledger is unavailable. */
  record NotMade() implements ProbeResult {}
}
