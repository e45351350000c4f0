package ai.kernelpanic09.operator.probe;

import ai.kernelpanic09.core.money.Money;
import ai.kernelpanic09.operator.aws.AwsFailure;

/** What came of a live probe. */
public sealed interface ProbeResult {

  /** The model answered; the call was booked with {@code cost}. */
  record Answered(Money cost) implements ProbeResult {}

  /** The model can't be called so. */
  record Failed(AwsFailure failure) implements ProbeResult {}

  /** No call was made, for budget or rate have nothing left for it. */
  record NotMade() implements ProbeResult {}
}
