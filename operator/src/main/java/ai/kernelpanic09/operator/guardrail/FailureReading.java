package ai.kernelpanic09.operator.guardrail;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.operator.aws.AwsFailure;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Refused;
import ai.kernelpanic09.operator.guardrail.SyncOutcome.Syncing;
import java.time.Duration;

/** Reads a failed call as the outcome of a step. */
final class FailureReading {

  /**
   * Time after which a refused request is sent again: permissions and quotas are mended outside of
   * the cluster, which the operator does not see.
   */
  static final Duration RETRY = Duration.ofSeconds(30);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  static SyncOutcome of(CallRefused refused, String guardrail) {
    return of(refused.failure(), refused.action(), guardrail);
  }

  /** The outcome if no session of the role can be had. */
  static SyncOutcome ofSession(AwsFailure failure, String roleArn) {
    return of(failure, "sts:AssumeRole", roleArn);
  }

  private static SyncOutcome of(AwsFailure failure, String action, String about) {
    return switch (failure.kind()) {
      case PASSING -> new Syncing(LATER, null, "AWS can't do it now: " + failure.text(), false);
      case BUSY, NOT_FOUND -> new Syncing(SOON, null, failure.text(), false);
      case DENIED ->
          new Refused(
              ConditionReason.PERMISSION_MISSING,
              action + " is not permitted for " + about + ": " + failure.text(),
              RETRY);
      case INVALID ->
          new Refused(
              ConditionReason.INVALID, action + " for " + about + ": " + failure.text(), RETRY);
      case QUOTA ->
          new Refused(
              ConditionReason.QUOTA_EXCEEDED,
              action + " for " + about + ": " + failure.text(),
              RETRY);
      case NO_IDENTITY -> new Refused(ConditionReason.NO_OPERATOR_IDENTITY, failure.text(), RETRY);
    };
  }

  private FailureReading() {}
}
