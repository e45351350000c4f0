package ai.kernelpanic09.operator.credentials;

import ai.kernelpanic09.api.condition.ConditionReason;
import ai.kernelpanic09.operator.aws.AwsFailure;

/** The reason of condition RoleAssumable when STS gives no session of an endpoint's role. */
public final class SessionRefusal {

  private static final String TOO_LARGE = "PackedPolicyTooLarge";

  /** Whether STS has no room for the session's policy beside its tags. */
  public static boolean isTooLarge(AwsFailure failure) {
    return failure.code().equals(TOO_LARGE);
  }

  /**
   * The reason for a failure; {@code AwsUnavailable} if the failure says nothing about the role.
   */
  public static ConditionReason reason(AwsFailure failure) {
    return switch (failure.kind()) {
      case PASSING, BUSY, QUOTA -> ConditionReason.AWS_UNAVAILABLE;
      case NO_IDENTITY -> ConditionReason.NO_OPERATOR_IDENTITY;
      case DENIED, NOT_FOUND -> ConditionReason.ACCESS_DENIED;
      case INVALID ->
          isTooLarge(failure)
              ? ConditionReason.SESSION_POLICY_TOO_LARGE
              : ConditionReason.INVALID_ROLE_ARN;
    };
  }

  private SessionRefusal() {}
}
