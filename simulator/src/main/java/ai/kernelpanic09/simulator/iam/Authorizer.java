package ai.kernelpanic09.simulator.iam;

import ai.kernelpanic09.simulator.iam.Policy.Verdict;
import ai.kernelpanic09.simulator.wire.AwsError;
import java.util.Optional;

/**
 * Decides what a caller may do: what both the identity policies and the session policy allow; an
 * explicit deny wins.
 */
public final class Authorizer {
  private Authorizer() {}

  /**
   * Returns if the action is allowed.
   *
   * @throws AwsError AccessDeniedException in IAM's words, with the kind of policy that failed
   */
  public static void require(
      Caller caller, String action, String resource, RequestContext context) {
    var refusal = refusal(caller, action, resource, context);
    if (refusal.isPresent()) {
      throw AwsError.accessDenied(refusal.get());
    }
  }

  /** Why an action is refused; empty if it is allowed. */
  public static Optional<String> refusal(
      Caller caller, String action, String resource, RequestContext context) {
    return reason(caller, action, resource, context)
        .map(
            why ->
                "User: %s is not authorized to perform: %s on resource: %s %s"
                    .formatted(caller.arn(), action, resource, why));
  }

  private static Optional<String> reason(
      Caller caller, String action, String resource, RequestContext request) {
    var context = request.of(caller);
    var identity = Policy.evaluate(caller.identityPolicies(), action, resource, context);
    var session =
        caller.sessionPolicy().isEmpty()
            ? Verdict.ALLOW
            : Policy.evaluate(caller.sessionPolicy(), action, resource, context);
    if (identity == Verdict.DENY) {
      return Optional.of("with an explicit deny in an identity-based policy");
    }
    if (session == Verdict.DENY) {
      return Optional.of("with an explicit deny in a session policy");
    }
    if (identity == Verdict.NOTHING) {
      return Optional.of("because no identity-based policy allows the %s action".formatted(action));
    }
    if (session == Verdict.NOTHING) {
      return Optional.of("because no session policy allows the %s action".formatted(action));
    }
    return Optional.empty();
  }
}
